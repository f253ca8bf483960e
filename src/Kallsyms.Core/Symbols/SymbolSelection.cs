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
    public static TableSymbols Table(SymbolList all, SymbolRules rules, bool textOnly, bool percpuAbsolute)
    {
        SymbolList input = rules.TableReadsMap ? Map(all, rules) : all;
        SymbolList read = input.Select(ReadStage(input, rules));
        (ulong, ulong)? percpu = percpuAbsolute ? Range(read, "__per_cpu_start"u8, "__per_cpu_end"u8) : null;
        // Before 5.6 the base was the lowest of all symbols read, members or not.
        ulong? lowest = LowestOutside(read, percpu);

        SymbolList members = read.Select(RangeStage(read, rules, textOnly));
        if (percpu is var (start, end))
            members = members.WithTypes(PercpuLetters(members, start, end));
        SymbolList sorted = members.Select(TableOrder.Of(members, rules.Order));
        return new(sorted, percpu, lowest, all.AddressOf("_text"u8));
    }

    static int[] ReadStage(SymbolList input, SymbolRules rules)
    {
        var kept = new List<int>(input.Count);
        for (int i = 0; i < input.Count; i++)
        {
            ReadOnlySpan<byte> name = input.Name(i);
            byte type = input.Types[i];
            bool undefined = type is (byte)'U' or (byte)'w' or (byte)'v';
            bool label = rules.LabelsBeforeLetters && !undefined && IsLabel(rules, name);
            if ((label || LetterCounts(rules, type, name)) && !rules.TableRules.Hits(name))
                kept.Add(i);
        }
        return [.. kept];
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

    static int[] RangeStage(SymbolList read, SymbolRules rules, bool textOnly)
    {
        (ulong Start, ulong End, string Label)[] ranges = [.. rules.Ranges
            .Select(range => (Range(read, range.Start, range.End), range.End))
            .Where(range => range.Item1 is not null)
            .Select(range => (range.Item1!.Value.Start, range.Item1.Value.End, range.Item2))];
        var kept = new List<int>(read.Count);
        for (int i = 0; i < read.Count; i++)
        {
            if (!textOnly || rules.KeepsSectionLabels && IsSectionLabel(read.Name(i)) || InText(ranges, read.Addresses[i], read.Name(i)))
                kept.Add(i);
        }
        return [.. kept];
    }

    static bool IsSectionLabel(ReadOnlySpan<byte> name) => name.StartsWith("__start_"u8) || name.StartsWith("__stop_"u8);

    // Both ends belong to a range, but what stands at its end without being its end label is the start of something else, which may
    // move away from the end when the table grows.
    static bool InText((ulong Start, ulong End, string Label)[] ranges, ulong address, ReadOnlySpan<byte> name)
    {
        bool inside = false;
        foreach ((ulong start, ulong end, string label) in ranges)
        {
            if (address == end && !Is(name, label))
                return false;
            inside |= address >= start && address <= end;
        }
        return inside;
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

    static ulong? LowestOutside(SymbolList list, (ulong Start, ulong End)? percpu)
    {
        ulong? lowest = null;
        foreach (ulong address in list.Addresses)
        {
            bool inside = percpu is var (start, end) && address >= start && address <= end;
            if (!inside && (lowest is null || address < lowest))
                lowest = address;
        }
        return lowest;
    }

    static (ulong Start, ulong End)? Range(SymbolList list, string start, string end) =>
        Range(list, System.Text.Encoding.ASCII.GetBytes(start), System.Text.Encoding.ASCII.GetBytes(end));

    static (ulong Start, ulong End)? Range(SymbolList list, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end) =>
        list.AddressOf(start) is ulong first && list.AddressOf(end) is ulong last ? (first, last) : null;

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
