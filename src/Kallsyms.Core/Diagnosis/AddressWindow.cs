using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>A symbol too far from the others for 32-bit offsets, and what they would reach.</summary>
/// <param name="Name">The symbol: the one on the smaller side of the widest gap that is next to it.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Beside">How many more are on its side.</param>
/// <param name="Low">Lowest address that offsets could reach with all the others in reach.</param>
/// <param name="High">Highest such address.</param>
sealed record Outlier(string Name, ulong Address, int Beside, ulong Low, ulong High);

/// <summary>Which addresses a table of 32-bit offsets can hold beside the ones it has.</summary>
static class AddressWindow
{
    const ulong Reach = 1UL << 32;

    /// <summary>True for a symbol beyond the window.</summary>
    public static bool IsBeyond((ulong Low, ulong High, ulong Percpu)? window, LoneSymbol symbol) =>
        window is var (low, high, percpu) && symbol.Type is not ((byte)'A' or (byte)'a')
        && (symbol.Address < low && symbol.Address >= percpu || symbol.Address > high);

    /// <summary>
    /// The window around what two lists share, and the end of the addresses that are stored as they are; null where there is too little
    /// to tell.
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

    /// <summary>The symbol because of which a list is too wide, or null.</summary>
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

    // Absolute symbols are in no table, and per-cpu ones that are linked at zero are stored as they are.
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
