using System.Text;

namespace Kallsyms.Symbols;

/// <summary>From all symbols of an image to System.map, and to the entries of a table.</summary>
public static class SymbolSelection
{
    static readonly byte[][] _absoluteNames = ["__kernel_syscall_via_break"u8.ToArray(), "__kernel_syscall_via_epc"u8.ToArray(), "__kernel_sigtramp"u8.ToArray(), "__gp"u8.ToArray()];

    /// <summary>The symbols of System.map, in the order of <paramref name="all"/>, which is that of nm -n.</summary>
    public static SymbolList Map(SymbolList all, SymbolRules rules)
    {
        var kept = new List<int>(all.Count);
        for (int i = 0; i < all.Count; i++)
        {
            if (rules.MapLetters.AsSpan().IndexOf(all.Types[i]) < 0 && !rules.MapRules.Hits(all.Name(i)))
                kept.Add(i);
        }
        return all.Select(kept.ToArray());
    }

    /// <summary>
    /// The entries of a table, in table order, with the type letters that the table carries. Every symbol has one place that depends
    /// only on the symbols themselves, never on the order in which a linker lists them.
    /// </summary>
    /// <param name="all">What nm -n lists.</param>
    /// <param name="rules">The release's rules.</param>
    /// <param name="textOnly">Only the kernel's text ranges (a kernel without CONFIG_KALLSYMS_ALL).</param>
    /// <param name="percpuAbsolute">Symbols between __per_cpu_start and __per_cpu_end get the letter A (x86-64 SMP, 3.15 to 6.14).</param>
    public static TableSymbols Table(SymbolList all, SymbolRules rules, bool textOnly, bool percpuAbsolute) =>
        Entries(ToolInput(all, rules), rules, textOnly, percpuAbsolute);

    /// <summary>What a build gives to scripts/kallsyms: all that nm -n lists up to 6.0, System.map from 6.1 on.</summary>
    public static SymbolList ToolInput(SymbolList all, SymbolRules rules) => rules.TableReadsMap ? Map(all, rules) : all;

    /// <summary>The same from <see cref="ToolInput"/>.</summary>
    public static TableSymbols Entries(SymbolList input, SymbolRules rules, bool textOnly, bool percpuAbsolute)
    {
        SymbolList read = input.Select(Where(input, i => IsRead(input, i, rules)));
        (ulong, ulong)? percpu = percpuAbsolute ? PercpuRange(read) : null;
        (ulong, string)? lowest = LowestOutside(read, percpu);

        (ulong Start, ulong End)[] ranges = [.. rules.Ranges.Select(range => (Label(read, range.Start), Label(read, range.End)))];
        SymbolList members = read.Select(Where(read, i =>
            !rules.TableRules.Hits(read.Name(i))
            && (!textOnly || rules.KeepsSectionLabels && IsSectionLabel(read.Name(i)) || InText(rules.Ranges, ranges, read.Addresses[i], read.Name(i)))));
        if (percpu is var (start, end))
            members = members.WithTypes(PercpuLetters(members, start, end));
        SymbolList sorted = members.Select(TableOrder.Of(members, rules.Order));
        return new(sorted, percpu, lowest, input.AddressOf("_text"u8));
    }

    static int[] Where(SymbolList list, Func<int, bool> keep)
    {
        var kept = new List<int>(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (keep(i))
                kept.Add(i);
        }
        return [.. kept];
    }

    static bool IsRead(SymbolList input, int index, SymbolRules rules)
    {
        ReadOnlySpan<byte> name = input.Name(index);
        if (input.IsUndefined(index))
            return false;
        return rules.LabelsBeforeLetters && IsLabel(rules, name)
            || LetterCounts(rules, input.Types[index], name) && !rules.ReadRules.Hits(name);
    }

    static bool LetterCounts(SymbolRules rules, byte type, ReadOnlySpan<byte> name)
    {
        if (type is not ((byte)'A' or (byte)'a'))
            return rules.TableLetters.AsSpan().IndexOf(type) < 0;
        foreach (byte[] absolute in _absoluteNames)
        {
            if (name.SequenceEqual(absolute))
                return true;
        }
        return false;
    }

    static bool IsLabel(SymbolRules rules, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("_text"u8))
            return true;
        foreach (TextRange range in rules.Ranges)
        {
            if (Is(name, range.Start) || Is(name, range.End))
                return true;
        }
        return false;
    }

    static bool IsSectionLabel(ReadOnlySpan<byte> name) => name.StartsWith("__start_"u8) || name.StartsWith("__stop_"u8);

    // Both ends belong to a range, but what stands at its end without being its end label is the start of something else, which may
    // move away from the end when the table grows.
    static bool InText(TextRange[] ranges, (ulong Start, ulong End)[] places, ulong address, ReadOnlySpan<byte> name)
    {
        bool inside = false;
        for (int i = 0; i < ranges.Length; i++)
        {
            (ulong start, ulong end) = places[i];
            if (address == end && !ranges[i].OpenEnd && !Is(name, ranges[i].End))
                return false;
            inside |= address >= start && address <= end;
        }
        return inside;
    }

    // A label that is missing counts as 0, as in the kernel's tool: where the ranges of one machine are missing on all others, that
    // makes what stands at address 0 a member.
    static ulong Label(SymbolList read, string name) => read.AddressOf(Encoding.ASCII.GetBytes(name)) ?? 0;

    static byte[] PercpuLetters(SymbolList list, ulong start, ulong end)
    {
        byte[] types = list.Types.ToArray();
        for (int i = 0; i < types.Length; i++)
        {
            if (list.Addresses[i] >= start && list.Addresses[i] <= end)
                types[i] = (byte)'A';
        }
        return types;
    }

    static (ulong, string)? LowestOutside(SymbolList list, (ulong Start, ulong End)? percpu)
    {
        int lowest = -1;
        for (int i = 0; i < list.Count; i++)
        {
            ulong address = list.Addresses[i];
            bool inside = percpu is var (start, end) && address >= start && address <= end;
            if (!inside && (lowest < 0 || address < list.Addresses[lowest]))
                lowest = i;
        }
        return lowest < 0 ? null : (list.Addresses[lowest], list.NameText(lowest));
    }

    static (ulong Start, ulong End)? PercpuRange(SymbolList read) =>
        read.AddressOf("__per_cpu_start"u8) is ulong start && read.AddressOf("__per_cpu_end"u8) is ulong end ? (start, end) : null;

    static bool Is(ReadOnlySpan<byte> name, string text)
    {
        if (name.Length != text.Length)
            return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (name[i] != text[i])
                return false;
        }
        return true;
    }
}
