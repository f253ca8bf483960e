using System.Text;

namespace Kallsyms.ImageTables;

/// <summary>Writes image tables. The size of one depends on its names, and on which entries are far from each other.</summary>
sealed class ImageTableWriter
{
    const int MaxReach = 0xffff;
    const int MaxBuildId = 0xff;
    const int Shown = 60;
    const ushort SizeToNext = 0xffff;

    readonly ImageTableContent _content;
    readonly NameCodes _names;
    readonly List<int> _firsts;

    /// <summary>Encodes the names and lays out the entries.</summary>
    /// <exception cref="KallsymsException">The table, a name or the build id exceeds the limits of readers.</exception>
    public ImageTableWriter(ImageTableContent content)
    {
        if (content.BuildId.Length > MaxBuildId)
            throw new KallsymsException(ErrorKind.Negative,
                $"a build id of {content.BuildId.Length} bytes does not fit: a table takes {MaxBuildId}; link without --with build-id");
        ReadOnlyMemory<byte> longest = content.Entries.FirstOrDefault(entry => entry.Name.Length > ImageTableHeader.MaxName).Name;
        if (longest.Length > 0)
            throw new KallsymsException(ErrorKind.Negative,
                $"the name that begins with {Encoding.Latin1.GetString(longest.Span[..Shown])} has {longest.Length} bytes, and a table "
                + $"takes {ImageTableHeader.MaxName}; --max-name cuts names");
        (_content, _names) = (content, NameCodes.Encode(content.Entries));
        _firsts = Blocks(content.Entries);
        // As long as the table's address is unknown, the widest form must fit.
        if (SizeOf(Parts(wide: true)) >= ImageTableHeader.MaxSize)
            throw new KallsymsException(ErrorKind.Negative,
                $"a table of {content.Entries.Count} entries does not fit {ImageTableHeader.MaxSize} bytes; choose fewer symbols");
    }

    /// <summary>The size of the names in bytes, with their alphabet and tokens.</summary>
    public int NameBytes => _names.Size;

    /// <summary>Returns the size in bytes of the table at an address.</summary>
    public int Size(ulong address) => SizeOf(Parts(IsWide(address)));

    /// <summary>Returns the bytes of the table.</summary>
    /// <param name="address">Its address in memory.</param>
    /// <param name="room">The number of bytes to fill; those that the table does not need are zero.</param>
    public byte[] Write(ulong address, int room)
    {
        var table = new byte[room];
        ImageTableParts parts = Parts(IsWide(address));
        var header = new ImageTableHeader(0, room, parts, _names.Alphabet.Length, _names.Tokens.Count, address, _content.Entries.Count,
            _firsts.Count);
        header.Write(table);
        int at = ImageTableHeader.Length;
        foreach (int first in _firsts)
            Put(_content.Entries[first].Address - address, header.BaseSize);
        foreach (int first in _firsts)
            Put((ulong)first, header.CounterSize);
        foreach (int first in _firsts)
            Put((ulong)_names.Places[first], header.CounterSize);
        WriteOffsets();
        if (parts.HasFlag(ImageTableParts.Sizes))
        {
            foreach (ImageSymbol symbol in _content.Entries)
                Put(symbol.Size is 0 or > SizeToNext ? SizeToNext : symbol.Size, 2);
        }
        if (parts.HasFlag(ImageTableParts.NameIndex))
        {
            foreach (int number in ByName(_content.Entries))
                Put((ulong)number, header.CounterSize);
        }
        if (parts.HasFlag(ImageTableParts.BuildId))
            Copy([(byte)_content.BuildId.Length, .. _content.BuildId.Span]);
        Copy(_names.Alphabet);
        int end = 0;
        foreach (byte[] token in _names.Tokens)
            Put((ulong)(end += token.Length), 2);
        foreach (byte[] token in _names.Tokens)
            Copy(token);
        Copy(_names.Codes);
        ImageTableHeader.Seal(table);
        return table;

        void WriteOffsets()
        {
            for (int block = 0; block < _firsts.Count; block++)
            {
                int end = block + 1 < _firsts.Count ? _firsts[block + 1] : _content.Entries.Count;
                for (int i = _firsts[block]; i < end; i++)
                    Put(_content.Entries[i].Address - _content.Entries[_firsts[block]].Address, 2);
            }
        }

        void Put(ulong value, int bytes)
        {
            for (int i = 0; i < bytes; i++)
                table[at++] = (byte)(value >> 8 * i);
        }

        void Copy(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(table.AsSpan(at));
            at += bytes.Length;
        }
    }

    /// <summary>Returns the numbers of entries sorted by name as bytes, then by address.</summary>
    public static int[] ByName(IReadOnlyList<ImageSymbol> entries)
    {
        int[] order = Enumerable.Range(0, entries.Count).ToArray();
        Array.Sort(order, (a, b) => entries[a].Name.Span.SequenceCompareTo(entries[b].Name.Span) is not 0 and int byName ? byName
            : a.CompareTo(b));
        return order;
    }

    static List<int> Blocks(IReadOnlyList<ImageSymbol> entries)
    {
        var firsts = new List<int>();
        for (int i = 0; i < entries.Count; i++)
        {
            if (firsts.Count == 0 || i - firsts[^1] == ImageTableHeader.BlockEntries
                || entries[i].Address - entries[firsts[^1]].Address > MaxReach)
                firsts.Add(i);
        }
        return firsts;
    }

    // In a 32-bit image every distance fits, since it wraps around.
    bool IsWide(ulong address) => _content.Parts.HasFlag(ImageTableParts.Image64)
        && _firsts.Any(first => (long)(_content.Entries[first].Address - address) is > int.MaxValue or < int.MinValue);

    ImageTableParts Parts(bool wide) => _content.Parts
        | (wide ? ImageTableParts.Wide : 0)
        | (_content.Entries.Count <= ushort.MaxValue && _names.Codes.Length <= ushort.MaxValue ? ImageTableParts.Narrow : 0);

    int SizeOf(ImageTableParts parts)
    {
        ImageTableHeader widths = new(0, 0, parts, 0, 0, 0, 0, 0);
        long perBlock = widths.BaseSize + 2 * widths.CounterSize;
        long perEntry = 2 + (parts.HasFlag(ImageTableParts.Sizes) ? 2 : 0) + (parts.HasFlag(ImageTableParts.NameIndex) ? widths.CounterSize
            : 0);
        long size = ImageTableHeader.Length + _firsts.Count * perBlock + _content.Entries.Count * perEntry
            + (parts.HasFlag(ImageTableParts.BuildId) ? 1 + _content.BuildId.Length : 0) + _names.Size;
        return (int)Math.Min(size, ImageTableHeader.MaxSize);
    }
}
