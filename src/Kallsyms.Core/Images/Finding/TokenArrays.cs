using Kallsyms.Elf;

namespace Kallsyms.Images.Finding;

/// <summary>Token table and token index, agreeing at all 256 places. Positions are relative to the searched bytes.</summary>
/// <param name="Table">The start of the strings.</param>
/// <param name="Index">The start of the index.</param>
readonly record struct TokenArrays(int Table, int Index)
{
    const int Count = 256;

    /// <summary>Returns the positions after omitting bytes at the start.</summary>
    public TokenArrays Cut(int count) => new(Table - count, Index - count);

    // The largest alignment used between the two by any release.
    const int MaxPadding = 256;

    /// <summary>Finds the arrays of an index at <paramref name="index"/>; returns null if its strings do not precede it.</summary>
    public static TokenArrays? Find(ReadOnlySpan<byte> bytes, int index, bool bigEndian)
    {
        var format = new ElfFormat(Is64: false, bigEndian);
        Span<int> starts = stackalloc int[Count];
        for (int code = 0; code < Count; code++)
            starts[code] = format.U16(bytes, index + code * 2);

        // Nothing is guessed from characters: the last string before the padding is the last non-empty token, and the index gives its
        // distance from the first. It is token 255 or, in tiny tables, the last one that the index has room for.
        int end = index;
        while (end > 0 && index - end < MaxPadding && bytes[end - 1] == 0)
            end--;
        if (end == 0 || end == index)
            return null;
        int last = bytes[..end].LastIndexOf((byte)0) + 1;
        int lower = Count - 2;
        while (lower >= 0 && starts[lower + 1] - starts[lower] == 1)
            lower--;
        foreach (int code in (ReadOnlySpan<int>)[Count - 1, lower])
        {
            if (code >= 0 && last >= starts[code] && Agrees(bytes, last - starts[code], starts, index))
                return new(last - starts[code], index);
        }
        return null;
    }

    static bool Agrees(ReadOnlySpan<byte> bytes, int table, ReadOnlySpan<int> starts, int index)
    {
        for (int code = 0; code < Count; code++)
        {
            int start = table + starts[code];
            if (start >= index)
                return false;
            int length = bytes[start..index].IndexOf((byte)0);
            if (length < 0 || code + 1 < Count && starts[code] + length + 1 != starts[code + 1])
                return false;
            if (code + 1 == Count && index - (start + length + 1) >= MaxPadding)
                return false;
        }
        return true;
    }
}
