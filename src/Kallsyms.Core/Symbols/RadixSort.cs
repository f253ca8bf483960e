namespace Kallsyms.Symbols;

/// <summary>Sorts 64-bit keys stably, byte by byte from the low end. Bytes that are the same in all keys cost nothing.</summary>
static class RadixSort
{
    const int Digits = 8;

    /// <summary>Returns the indexes of <paramref name="keys"/> in ascending order of key; equal keys keep their order.</summary>
    public static int[] Order(ReadOnlySpan<ulong> keys)
    {
        var order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        if (IsSorted(keys))
            return order;
        var counts = new int[Digits * 256];
        foreach (ulong key in keys)
        {
            for (int digit = 0; digit < Digits; digit++)
                counts[digit * 256 + (byte)(key >> digit * 8)]++;
        }

        int[] other = new int[keys.Length];
        for (int digit = 0; digit < Digits; digit++)
        {
            Span<int> count = counts.AsSpan(digit * 256, 256);
            if (keys.Length == 0 || count[(byte)(keys[0] >> digit * 8)] == keys.Length)
                continue;
            int sum = 0;
            foreach (ref int slot in count)
                (slot, sum) = (sum, sum + slot);
            foreach (int index in order)
                other[count[(byte)(keys[index] >> digit * 8)]++] = index;
            (order, other) = (other, order);
        }
        return order;
    }

    static bool IsSorted(ReadOnlySpan<ulong> keys)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            if (keys[i] < keys[i - 1])
                return false;
        }
        return true;
    }
}
