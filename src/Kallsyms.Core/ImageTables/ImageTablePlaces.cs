namespace Kallsyms.ImageTables;

/// <summary>Where the parts of a table start, in bytes from its header.</summary>
sealed record ImageTablePlaces(
    int Bases, int Firsts, int Starts, int Offsets, int? Sizes, int? ByName, int? BuildId, int Alphabet, int TokenEnds, int TokenText,
        int Names,
    int BaseSize, int CounterSize)
{
    /// <summary>Returns the places for a header; null if they do not fit.</summary>
    public static ImageTablePlaces? Find(ImageTableHeader header, ReadOnlySpan<byte> table)
    {
        long at = ImageTableHeader.Length;
        int bases = Take(header.Blocks * (long)header.BaseSize);
        int firsts = Take(header.Blocks * (long)header.CounterSize);
        int starts = Take(header.Blocks * (long)header.CounterSize);
        int offsets = Take(header.Entries * 2L);
        int? sizes = Optional(ImageTableParts.Sizes, header.Entries * 2L);
        int? byName = Optional(ImageTableParts.NameIndex, header.Entries * (long)header.CounterSize);
        int? buildId = at < table.Length ? Optional(ImageTableParts.BuildId, 1L + table[(int)at]) : null;
        int alphabet = Take(header.Literals);
        int tokenEnds = Take(header.Tokens * 2L);
        int tokenText = (int)Math.Min(at, int.MaxValue);
        if (at > table.Length || header.Literals + header.Tokens > 256 || header.Literals == 0 && header.Tokens > 0)
            return null;
        if (header.Tokens > 0)
            Take((long)Number(table, tokenText - 2, 2));
        if (at > table.Length)
            return null;
        return new(
            bases, firsts, starts, offsets, sizes, byName, buildId, alphabet, tokenEnds, tokenText, (int)at, header.BaseSize,
            header.CounterSize);

        int Take(long bytes)
        {
            int place = (int)Math.Min(at, int.MaxValue);
            at += bytes;
            return place;
        }

        int? Optional(ImageTableParts part, long bytes) => header.Parts.HasFlag(part) ? Take(bytes) : null;
    }

    /// <summary>Reads a little-endian number of some bytes.</summary>
    public static ulong Number(ReadOnlySpan<byte> table, int at, int bytes)
    {
        ulong value = 0;
        for (int i = bytes - 1; i >= 0; i--)
            value = value << 8 | table[at + i];
        return value;
    }

    /// <summary>Reads a counter of an array.</summary>
    public ulong Counter(ReadOnlySpan<byte> table, int array, int index) => Number(table, array + index * CounterSize, CounterSize);

    /// <summary>Reads the distance of a block's first entry from the table.</summary>
    public ulong Base(ReadOnlySpan<byte> table, int block)
    {
        ulong value = Number(table, Bases + block * BaseSize, BaseSize);
        return BaseSize == 4 ? (ulong)(int)(uint)value : value;
    }
}
