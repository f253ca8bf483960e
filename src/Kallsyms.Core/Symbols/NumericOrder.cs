namespace Kallsyms.Symbols;

/// <summary>
/// The order of <c>nm -n</c>: undefined symbols first, then by address, then by the bytes of the name, then by input order.
/// </summary>
static class NumericOrder
{
    public static SymbolList Sort(SymbolList list)
    {
        int[] order = RadixSort.Order(list.Addresses);
        SortGroups(list, order);
        return UndefinedFirst(list, order);
    }

    static void SortGroups(SymbolList list, int[] order)
    {
        ReadOnlySpan<ulong> addresses = list.Addresses;
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && addresses[order[end]] == addresses[order[start]])
                end++;
            if (end - start > 1)
                order.AsSpan(start, end - start).Sort((left, right) => CompareNames(list, left, right));
            start = end;
        }
    }

    static int CompareNames(SymbolList list, int left, int right)
    {
        int names = list.Name(left).SequenceCompareTo(list.Name(right));
        return names != 0 ? names : left - right;
    }

    static SymbolList UndefinedFirst(SymbolList list, int[] order)
    {
        int defined = 0;
        var undefined = new List<int>();
        foreach (int index in order)
        {
            if (list.IsUndefined(index))
                undefined.Add(index);
            else
                order[defined++] = index;
        }
        return undefined.Count == 0 ? list.Select(order) : list.Select([.. undefined, .. order.AsSpan(0, defined)]);
    }
}
