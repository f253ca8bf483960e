namespace Kallsyms.Symbols;

/// <summary>
/// The order of a table's entries (scripts/kallsyms.c, compare_symbols): by address, then weak ones last, names that look linker-made
/// last, fewer leading underscores first, and finally in the order of nm, which lists equal addresses by name.
/// </summary>
static class TableOrder
{
    /// <summary>Sorts the symbols with these numbers, which must be ascending.</summary>
    public static int[] Sort(SymbolList list, int[] members, SortChain chain)
    {
        if (chain == SortChain.AsListed)
            return members;
        var addresses = new ulong[members.Length];
        for (int i = 0; i < addresses.Length; i++)
            addresses[i] = list.Addresses[members[i]];
        int[] order = RadixSort.Order(addresses);
        for (int i = 0; i < order.Length; i++)
            order[i] = members[order[i]];
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && list.Addresses[order[end]] == list.Addresses[order[start]])
                end++;
            if (end - start > 1)
                SortGroup(list, order.AsSpan(start, end - start), chain);
            start = end;
        }
        return order;
    }

    static void SortGroup(SymbolList list, Span<int> group, SortChain chain)
    {
        // One number orders two entries; the place in the input makes the order total.
        Span<long> keys = group.Length <= 64 ? stackalloc long[group.Length] : new long[group.Length];
        for (int i = 0; i < group.Length; i++)
            keys[i] = Rank(list.Types[group[i]], list.Name(group[i]), chain) << 32 | (uint)group[i];
        keys.Sort();
        for (int i = 0; i < group.Length; i++)
            group[i] = (int)keys[i];
    }

    /// <summary>Ranks symbols of one address; a lower rank comes first.</summary>
    public static long Rank(byte type, ReadOnlySpan<byte> name, SortChain chain)
    {
        long weak = type is (byte)'w' or (byte)'W' ? 1 : 0;
        if (chain == SortChain.WeakLast)
            return weak;
        int underscores = name.IndexOfAnyExcept((byte)'_');
        if (underscores < 0)
            underscores = name.Length;
        return weak << 17 | (LooksLinkerMade(name) ? 1L << 16 : 0) | (uint)Math.Min(underscores, 0xffff);
    }

    static bool LooksLinkerMade(ReadOnlySpan<byte> name)
    {
        if (name.Length < 8 || !name.StartsWith("__"u8))
            return false;
        ReadOnlySpan<byte> rest = name[2..];
        return rest.StartsWith("start_"u8) || rest.StartsWith("stop_"u8) || rest.StartsWith("end_"u8)
            || rest.EndsWith("_start"u8) || rest.EndsWith("_end"u8);
    }
}
