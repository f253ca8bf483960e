namespace Kallsyms.Tokens;

/// <summary>
/// Names that were compressed before, in another order. A dictionary and the spelling it gives a name depend only on the set of names
/// and their frequencies, so the same names in any other order need not be compressed again.
/// </summary>
sealed class KnownNames
{
    // Enough work for one core to be worth distributing.
    const int PartNames = 8192;

    readonly NameList _names;
    readonly CompressedNames _compressed;
    readonly int[] _slots; // number of a name plus one, or 0 if free
    readonly int[] _counts; // frequency of the name with that number
    readonly int _mask;

    /// <summary>Remembers names and their codes.</summary>
    public KnownNames(NameList names, CompressedNames compressed)
    {
        (_names, _compressed) = (names, compressed);
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(names.Count * 2, 16));
        (_slots, _counts, _mask) = (new int[size], new int[names.Count], size - 1);
        for (int i = 0; i < names.Count; i++)
        {
            ref int slot = ref _slots[Find(names[i])];
            if (slot == 0)
                slot = i + 1;
            _counts[slot - 1]++;
        }
    }

    /// <summary>
    /// Returns the same names in another order, compressed, and for each the number of an equal remembered name; null if the names are
    /// not exactly the same.
    /// </summary>
    public (CompressedNames Compressed, int[] Numbers)? Compress(NameList names)
    {
        if (names.Count != _names.Count)
            return null;
        var numbers = new int[names.Count];
        Parallel.For(0, (names.Count + PartNames - 1) / PartNames, part =>
        {
            for (int i = part * PartNames; i < Math.Min(names.Count, (part + 1) * PartNames); i++)
                numbers[i] = _slots[Find(names[i])] - 1;
        });

        var left = (int[])_counts.Clone();
        var codes = new byte[_compressed.Codes.Length];
        var offsets = new int[names.Count + 1];
        int at = 0;
        for (int i = 0; i < names.Count; i++)
        {
            int known = numbers[i];
            if (known < 0 || left[known]-- == 0)
                return null;
            ReadOnlySpan<byte> found = _compressed[known];
            found.CopyTo(codes.AsSpan(at));
            at += found.Length;
            offsets[i + 1] = at;
        }
        return (new(_compressed.Tokens, codes, offsets), numbers);
    }

    // The slot of a name, or the free one where it would go.
    int Find(ReadOnlySpan<byte> name)
    {
        int at = (int)NameHash.Of(name) & _mask;
        while (_slots[at] != 0 && !_names[_slots[at] - 1].SequenceEqual(name))
            at = (at + 1) & _mask;
        return at;
    }
}
