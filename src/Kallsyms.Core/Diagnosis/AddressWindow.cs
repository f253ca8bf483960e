using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>A symbol too far from the others for 32-bit offsets, and the addresses that would be in reach.</summary>
/// <param name="Name">The symbol: of those on the smaller side of the widest gap, the one next to the gap.</param>
/// <param name="Address">Its address.</param>
/// <param name="Beside">The number of further symbols on its side.</param>
/// <param name="Low">The lowest address that offsets could reach together with all other symbols.</param>
/// <param name="High">The highest such address.</param>
sealed record Outlier(string Name, ulong Address, int Beside, ulong Low, ulong High);

/// <summary>Which further addresses a table of 32-bit offsets could hold.</summary>
static class AddressWindow
{
    const ulong Reach = 1UL << 32;

    /// <summary>Whether a symbol lies beyond the window.</summary>
    public static bool IsBeyond((ulong Low, ulong High, ulong Percpu)? window, LoneSymbol symbol) =>
        window is var (low, high, percpu) && symbol.Type is not ((byte)'A' or (byte)'a')
        && (symbol.Address < low && symbol.Address >= percpu || symbol.Address > high);

    /// <summary>
    /// Returns the window around the symbols that two lists share, and the end of the addresses stored unchanged; null if there is too
    /// little evidence.
    /// </summary>
    public static (ulong Low, ulong High, ulong Percpu)? Find(SymbolList before, SymbolList after)
    {
        if (Extent(before) is not var (first, last) || Extent(after) is not var (otherFirst, otherLast))
            return null;
        // The list with the stray symbol is the wider one.
        (ulong from, ulong to) = last - first <= otherLast - otherFirst ? (first, last) : (otherFirst, otherLast);
        if (to - from >= Reach)
            return null;
        ulong percpu = Math.Max(PercpuSymbols.EndOfOffsets(before), PercpuSymbols.EndOfOffsets(after));
        return (to < Reach ? 0 : to - Reach + 1, from > ulong.MaxValue - Reach ? ulong.MaxValue : from + Reach - 1, percpu);
    }

    /// <summary>Returns the symbol that makes a list too wide, or null.</summary>
    public static Outlier? Find(SymbolList list)
    {
        List<int> members = Members(list);
        if (members.Count < 3 || Extent(list) is not var (lowest, highest) || highest - lowest < Reach)
            return null;
        members.Sort((left, right) => list.Addresses[left].CompareTo(list.Addresses[right]));
        ulong At(int position) => list.Addresses[members[position]];
        int split = 1;
        for (int i = 2; i < members.Count; i++)
        {
            if (At(i) - At(i - 1) > At(split) - At(split - 1))
                split = i;
        }
        bool low = split <= members.Count - split;
        int outlier = members[low ? split - 1 : split];
        (ulong first, ulong last) = low ? (At(split), At(members.Count - 1)) : (At(0), At(split - 1));
        return new(
            list.NameText(outlier), list.Addresses[outlier], (low ? split : members.Count - split) - 1,
            last < Reach ? 0 : last - Reach + 1, first > ulong.MaxValue - Reach ? ulong.MaxValue : first + Reach - 1);
    }

    static (ulong First, ulong Last)? Extent(SymbolList list)
    {
        (ulong First, ulong Last)? extent = null;
        foreach (int i in Members(list))
        {
            ulong address = list.Addresses[i];
            extent = extent is var (first, last) ? (Math.Min(first, address), Math.Max(last, address)) : (address, address);
        }
        return extent;
    }

    // Absolute symbols are in no table, and per-cpu symbols linked at zero are stored unchanged.
    static List<int> Members(SymbolList list)
    {
        ulong percpuEnd = PercpuSymbols.EndOfOffsets(list);
        var members = new List<int>(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            bool percpu = list.Addresses[i] < percpuEnd;
            if (!percpu && !list.IsUndefined(i) && list.Types[i] is not ((byte)'A' or (byte)'a'))
                members.Add(i);
        }
        return members;
    }
}
