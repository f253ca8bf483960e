namespace Kallsyms.ImageTables;

/// <summary>
/// Decodes image tables strictly: every name ends in its block, addresses ascend, and only zeros are left over. Shares no code with the
/// writer beyond the header.
/// </summary>
static class ImageTableReader
{
    const long MaxNames = 256 << 20;
    const int SizeToNext = 0xffff;

    /// <summary>Reads the table at the start of some bytes.</summary>
    /// <param name="bytes">The table, and anything after it.</param>
    /// <param name="source">The name of the bytes in messages.</param>
    /// <exception cref="KallsymsException">There is no table, or it is damaged.</exception>
    public static (ImageTableHeader Header, ImageTableContent Content) Read(ReadOnlySpan<byte> bytes, string source)
    {
        ImageTableHeader header = ImageTableHeader.Read(bytes)
            ?? throw Damaged(source, 0, "no header of an image table, or one that promises more than there is");
        ReadOnlySpan<byte> table = bytes[..header.Size];
        if (!header.IsSealed(table))
            throw Damaged(source, 4, "its checksum is that of other bytes");
        ImageTablePlaces places = ImageTablePlaces.Find(header, table)
            ?? throw Damaged(source, ImageTableHeader.Length, "its parts do not fit its size");
        ReadOnlyMemory<byte>[] names = ReadNames(header, table, places, source, out byte[] types);
        var entries = new ImageSymbol[header.Entries];
        ulong mask = header.Parts.HasFlag(ImageTableParts.Image64) ? ulong.MaxValue : uint.MaxValue;
        int block = -1;
        for (int i = 0; i < entries.Length; i++)
        {
            if (block + 1 < header.Blocks && (int)places.Counter(table, places.Firsts, block + 1) == i)
                block++;
            if (block < 0 || i - (int)places.Counter(table, places.Firsts, block) >= ImageTableHeader.BlockEntries)
                throw Damaged(source, places.Firsts, $"no block has entry {i}");
            ulong address = header.Address + places.Base(table, block) + ImageTablePlaces.Number(table, places.Offsets + 2 * i, 2) & mask;
            if (i > 0 && address < entries[i - 1].Address)
                throw Damaged(source, places.Offsets + 2 * i, $"entry {i} lies below the one before");
            ulong size = places.Sizes is int sizes && ImageTablePlaces.Number(table, sizes + 2 * i, 2) is not SizeToNext and ulong known
                ? known : 0;
            byte letter = types[i] == TypeCode.Gap && names[i].IsEmpty ? (byte)0
                : TypeCode.Letter(types[i]) ?? throw Damaged(source, places.Names, $"entry {i} has no type");
            entries[i] = new(address, letter, names[i], size);
        }
        if (block + 1 != header.Blocks)
            throw Damaged(source, places.Firsts, $"{header.Blocks} blocks, of which {block + 1} have entries");
        CheckIndex(header, table, places, entries, source);
        byte[] buildId = places.BuildId is int id ? table.Slice(id + 1, table[id]).ToArray() : [];
        const ImageTableParts Choices =
            ImageTableParts.Sizes | ImageTableParts.NameIndex | ImageTableParts.BuildId | ImageTableParts.Image64;
        return (header, new(entries, header.Parts & Choices, buildId));
    }

    static ReadOnlyMemory<byte>[] ReadNames(
        ImageTableHeader header, ReadOnlySpan<byte> table, ImageTablePlaces places, string source, out byte[] types)
    {
        byte[][] strings = Strings(header, table, places, source);
        var names = new ReadOnlyMemory<byte>[header.Entries];
        types = new byte[header.Entries];
        var name = new List<byte>();
        long total = 0;
        int at = places.Names;
        int block = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (block < header.Blocks && (int)places.Counter(table, places.Firsts, block) == i
                && (int)places.Counter(table, places.Starts, block++) != at - places.Names)
            {
                throw Damaged(source, places.Starts, $"block {block - 1} says another place for its names");
            }
            name.Clear();
            while (name.Count == 0 || name[^1] >= TypeCode.FirstOfNames)
            {
                if (at >= table.Length || strings[table[at]] is not { Length: > 0 } part || name.Count > ImageTableHeader.MaxName
                    || total > MaxNames)
                    throw Damaged(source, at, $"name {i} does not end, or is longer than any");
                at++;
                name.AddRange(part);
                total += part.Length;
            }
            types[i] = name[^1];
            names[i] = name.ToArray().AsMemory(0, name.Count - 1);
        }
        if (table[at..].ContainsAnyExcept((byte)0))
            throw Damaged(source, at, "something is behind the last name");
        return names;
    }

    // The string of each code; empty if it could not be part of a name.
    static byte[][] Strings(ImageTableHeader header, ReadOnlySpan<byte> table, ImageTablePlaces places, string source)
    {
        var strings = new byte[256][];
        if (header.Literals == 0)
            return [.. Enumerable.Range(0, strings.Length).Select(code => (byte[])[(byte)code])];
        int start = 0;
        for (int code = 0; code < strings.Length; code++)
        {
            int token = code - header.Literals;
            if (token < 0)
            {
                strings[code] = [table[places.Alphabet + code]];
            }
            else if (token >= header.Tokens)
            {
                strings[code] = [];
            }
            else
            {
                int end = (int)ImageTablePlaces.Number(table, places.TokenEnds + 2 * token, 2);
                if (end <= start || end > places.Names - places.TokenText)
                    throw Damaged(source, places.TokenEnds + 2 * token, $"token {token} ends before it starts, or behind the last");
                strings[code] = table[(places.TokenText + start)..(places.TokenText + end)].ToArray();
                if (strings[code].AsSpan(0, end - start - 1).ContainsAnyInRange((byte)0, (byte)(TypeCode.FirstOfNames - 1)))
                    throw Damaged(source, places.TokenText + start, $"token {token} goes on behind the end of a name");
                start = end;
            }
        }
        return strings;
    }

    static void CheckIndex(ImageTableHeader header, ReadOnlySpan<byte> table, ImageTablePlaces places, ImageSymbol[] entries, string source)
    {
        if (places.ByName is not int start)
            return;
        for (int i = 0, last = -1; i < entries.Length; i++)
        {
            uint number = (uint)places.Counter(table, start, i);
            int order = number >= entries.Length ? 1
                : last < 0 ? -1
                : entries[last].Name.Span.SequenceCompareTo(entries[number].Name.Span) is not 0 and int byName ? byName
                    : last.CompareTo((int)number);
            if (order >= 0)
                throw Damaged(source, start + i * header.CounterSize, $"place {i} of the index by name is out of order");
            last = (int)number;
        }
    }

    static KallsymsException Damaged(string source, int offset, string what) =>
        new(ErrorKind.Unreadable, $"the image table is damaged: {what}", source, offset);
}
