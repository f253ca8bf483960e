using System.Text;

namespace Kallsyms.Symbols;

/// <summary>Selects the symbols of System.map and of a table from all symbols of an image.</summary>
static class SymbolSelection
{
    static readonly byte[][] _absoluteNames = ["__kernel_syscall_via_break"u8.ToArray(), "__kernel_syscall_via_epc"u8.ToArray(),
        "__kernel_sigtramp"u8.ToArray(), "__gp"u8.ToArray()];

    /// <summary>Returns the symbols of System.map, in the order of <paramref name="all"/>, which is that of nm -n.</summary>
    public static SymbolList Map(SymbolList all, SymbolRules rules) =>
        all.Select(Chunks.Where(all.Count, i => rules.MapLetters.AsSpan().IndexOf(all.Types[i]) < 0 && !rules.Map.Hits(all.Name(i))));

    /// <summary>
    /// Returns the entries of a table, in table order, with the type letters that the table carries. The place of every symbol depends
    /// only on the symbols themselves, never on the order in which a linker lists them.
    /// </summary>
    /// <param name="all">All symbols that nm -n lists.</param>
    /// <param name="rules">The release's rules.</param>
    /// <param name="textOnly">Whether to take only the kernel's text ranges (a kernel without CONFIG_KALLSYMS_ALL).</param>
    /// <param name="percpuAbsolute">
    /// Whether symbols between __per_cpu_start and __per_cpu_end get the letter A (x86-64 SMP, 3.15 to 6.14).
    /// </param>
    public static TableSymbols Table(SymbolList all, SymbolRules rules, bool textOnly, bool percpuAbsolute) =>
        Entries(ToolInput(all, rules), rules, textOnly, percpuAbsolute);

    /// <summary>What a build gives to scripts/kallsyms: all that nm -n lists up to 6.0, System.map from 6.1 on.</summary>
    public static SymbolList ToolInput(SymbolList all, SymbolRules rules) =>
        rules.ToolInput(all, list => Map(list, rules));

    /// <summary>Returns the entries of a table from <see cref="ToolInput"/>.</summary>
    /// <param name="input">The list from <see cref="ToolInput"/>.</param>
    /// <param name="rules">The release's rules.</param>
    /// <param name="textOnly">As for <see cref="Table"/>.</param>
    /// <param name="percpuAbsolute">As for <see cref="Table"/>.</param>
    /// <param name="pageOffset">The address below which no member lies (ARM, 3.13 to 4.6).</param>
    public static TableSymbols Entries(SymbolList input, SymbolRules rules, bool textOnly, bool percpuAbsolute, ulong pageOffset = 0)
    {
        Choice choice = Choose(input, rules, textOnly, percpuAbsolute, pageOffset);
        int[] order = TableOrder.Sort(choice.Input, choice.Members, rules.Order);
        return new(choice.Input.Select(order), choice.Percpu, choice.LowestRead, input.AddressOf("_text"u8));
    }

    /// <summary>Returns the entries of a table in no particular order.</summary>
    /// <param name="input">As for <see cref="Entries"/>.</param>
    /// <param name="rules">As for <see cref="Table"/>.</param>
    /// <param name="textOnly">As for <see cref="Table"/>.</param>
    /// <param name="percpuAbsolute">As for <see cref="Table"/>.</param>
    public static SymbolList Members(SymbolList input, SymbolRules rules, bool textOnly, bool percpuAbsolute)
    {
        Choice choice = Choose(input, rules, textOnly, percpuAbsolute, pageOffset: 0);
        return choice.Input.Select(choice.Members);
    }

    static Choice Choose(SymbolList input, SymbolRules rules, bool textOnly, bool percpuAbsolute, ulong pageOffset)
    {
        int[] read = Chunks.Where(input.Count, i => IsRead(input, i, rules));
        (ulong, ulong)? percpu = percpuAbsolute ? PercpuRange(input, read) : null;
        (ulong Start, ulong End)[] ranges =
            rules.Ranges.Select(range => (Label(input, read, range.Start), Label(input, read, range.End))).ToArray();
        int[] members = Chunks.Where(read.Length, i => IsMember(read[i]));
        for (int i = 0; i < members.Length; i++)
            members[i] = read[members[i]];
        SymbolList lettered = percpu is var (start, end) ? input.WithTypes(PercpuLetters(input, start, end)) : input;
        return new(lettered, members, percpu, LowestOutside(input, read, percpu));

        bool IsMember(int index) =>
            input.Addresses[index] >= pageOffset && !rules.Table.Hits(input.Name(index))
            && (!textOnly || rules.KeepsSectionLabels && IsSectionLabel(input.Name(index))
                || InText(rules, ranges, input.Addresses[index], input.Name(index)));
    }

    static bool IsRead(SymbolList input, int index, SymbolRules rules)
    {
        ReadOnlySpan<byte> name = input.Name(index);
        if (input.IsUndefined(index))
            return false;
        return rules.LabelsBeforeLetters && IsLabel(rules, name)
            || LetterCounts(rules, input.Types[index], name) && !rules.Read.Hits(name);
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
            return rules.KnowsText;
        foreach (TextRange range in rules.Ranges)
        {
            if (Is(name, range.Start) || Is(name, range.End))
                return true;
        }
        return false;
    }

    /// <summary>Whether a name is a linker's label for the start or end of a section.</summary>
    public static bool IsSectionLabel(ReadOnlySpan<byte> name) => name.StartsWith("__start_"u8) || name.StartsWith("__stop_"u8);

    // Both ends belong to a range, but a symbol at its end that is not its end label starts something else, which may move away when
    // the table grows.
    static bool InText(SymbolRules rules, (ulong Start, ulong End)[] places, ulong address, ReadOnlySpan<byte> name)
    {
        bool inside = false;
        for (int i = 0; i < rules.Ranges.Length; i++)
        {
            (ulong start, ulong end) = places[i];
            if (address == end && rules.DropsStrangersAtEnds && !rules.Ranges[i].OpenEnd && !Is(name, rules.Ranges[i].End))
                return false;
            inside |= address >= start && address <= end;
        }
        return inside;
    }

    // A missing label counts as 0, as in the kernel's tool: the ranges of one machine are missing on all others, which makes a symbol
    // at address 0 a member.
    static ulong Label(SymbolList input, int[] read, string name) => AddressOf(input, read, Encoding.ASCII.GetBytes(name)) ?? 0;

    // The last one counts.
    static ulong? AddressOf(SymbolList input, int[] read, ReadOnlySpan<byte> name)
    {
        for (int i = read.Length - 1; i >= 0; i--)
        {
            if (input.Name(read[i]).SequenceEqual(name))
                return input.Addresses[read[i]];
        }
        return null;
    }

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

    static (ulong, string)? LowestOutside(SymbolList input, int[] read, (ulong Start, ulong End)? percpu)
    {
        int lowest = -1;
        foreach (int i in read)
        {
            ulong address = input.Addresses[i];
            bool inside = percpu is var (start, end) && address >= start && address <= end;
            if (!inside && (lowest < 0 || address < input.Addresses[lowest]))
                lowest = i;
        }
        return lowest < 0 ? null : (input.Addresses[lowest], input.NameText(lowest));
    }

    static (ulong Start, ulong End)? PercpuRange(SymbolList input, int[] read) =>
        AddressOf(input, read, "__per_cpu_start"u8) is ulong start && AddressOf(input, read, "__per_cpu_end"u8) is ulong end ? (start, end)
            : null;

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

    // The input with the letters that the table carries, and which symbols of it are entries.
    readonly record struct Choice(SymbolList Input, int[] Members, (ulong, ulong)? Percpu, (ulong, string)? LowestRead);
}
