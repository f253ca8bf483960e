using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Finds an image table by its first bytes, wherever it lies; its checksum rules out what merely looks like one.</summary>
static class ImageTableFinder
{
    const int Piece = 1 << 20;
    const uint Load = 1; // PT_LOAD

    // Images of programs are smaller; larger files are dumps, or packed.
    const long MaxFlat = 64 << 20;

    // An apparent header costs a checksum over everything it claims. Images have one table; a file with many candidates was made to
    // waste time.
    const int MaxCandidates = 32;

    /// <summary>
    /// Returns the first table in some bytes; null if none has a matching checksum, or there are too many bytes for a program.
    /// </summary>
    /// <exception cref="KallsymsException">The bytes cannot be read.</exception>
    public static ImageTable? Find(ByteSource bytes)
    {
        ElfFile? elf = ReadElf(bytes);
        if (elf is null or { Header.Type: ElfType.Core } && bytes.Length > MaxFlat)
            return null;
        ImageTable? doubtful = null;
        foreach ((long offset, ImageTableHeader header) in Candidates(bytes, elf))
        {
            if (Read(bytes, offset, header, elf) is { } table)
            {
                if (table.Doubt is null)
                    return table;
                doubtful ??= table;
            }
        }
        return doubtful;
    }

    /// <summary>
    /// Of an ELF image without a table that is right: what is wrong with the one that lies where it says it was linked to. Null: there is
    /// none.
    /// </summary>
    /// <exception cref="KallsymsException">The bytes cannot be read.</exception>
    public static KallsymsException? FindDamage(ByteSource bytes)
    {
        if (ReadElf(bytes) is not { Header.Type: not ElfType.Core } elf)
            return null;
        foreach ((long offset, ImageTableHeader header) in Candidates(bytes, elf))
        {
            if (elf.OffsetOf(header.Address) == offset && Damage(bytes, offset, header) is { } damage)
                return damage;
        }
        return null;
    }

    static KallsymsException? Damage(ByteSource bytes, long offset, ImageTableHeader header)
    {
        try
        {
            ImageTableReader.Read(bytes.Read(offset, header.Size), bytes.Name);
            return null;
        }
        catch (KallsymsException e)
        {
            return new(ErrorKind.Unreadable, $"has a table in the layout image at 0x{offset:x}: {e.Reason}", bytes.Name, offset);
        }
    }

    static IEnumerable<(long Offset, ImageTableHeader Header)> Candidates(ByteSource bytes, ElfFile? elf) =>
        Ranges(bytes, elf).SelectMany(range => Occurrences(bytes, range.Start, range.Length))
            .Select(offset => (Offset: offset, Header: Header(bytes, offset))).Where(candidate => candidate.Header is not null)
            .Take(MaxCandidates).Select(candidate => (candidate.Offset, candidate.Header!.Value));

    static ElfFile? ReadElf(ByteSource bytes)
    {
        try
        {
            return ElfFile.IsElf(bytes) ? ElfFile.Parse(bytes) : null;
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    // What is loaded, or everything if it is not an ELF file.
    static (long Start, long Length)[] Ranges(ByteSource bytes, ElfFile? elf)
    {
        (long, long)[] loaded = elf is null ? [] : elf.Segments
            .Where(segment => segment.Type == Load && segment.Offset >= 0 && segment.Offset < bytes.Length && segment.FileSize > 0)
            .Select(segment => (segment.Offset, Math.Min(segment.FileSize, bytes.Length - segment.Offset))).ToArray();
        return loaded.Length > 0 ? Merge(loaded) : [(0, bytes.Length)];
    }

    // In order, each byte once.
    static (long, long)[] Merge((long Start, long Length)[] ranges)
    {
        var merged = new List<(long Start, long Length)>();
        foreach ((long start, long length) in ranges.OrderBy(range => range.Start))
        {
            if (merged.Count > 0 && merged[^1] is var last && start <= last.Start + last.Length)
                merged[^1] = last with { Length = Math.Max(last.Length, start + length - last.Start) };
            else
                merged.Add((start, length));
        }
        return [.. merged];
    }

    static IEnumerable<long> Occurrences(ByteSource bytes, long start, long length)
    {
        var piece = new byte[(int)Math.Min(Piece, length)];
        long step = piece.Length - ImageTableHeader.Magic.Length + 1;
        for (long at = start, end = start + length; at + ImageTableHeader.Length <= end; at += step)
        {
            int count = (int)Math.Min(piece.Length, end - at);
            bytes.Read(at, piece.AsSpan(0, count));
            for (int from = 0; piece.AsSpan(from, count - from).IndexOf(ImageTableHeader.Magic) is >= 0 and int found; from += found + 1)
                yield return at + from + found;
            if (count < piece.Length)
                break;
        }
    }

    static ImageTableHeader? Header(ByteSource bytes, long offset)
    {
        if (bytes.Length - offset < ImageTableHeader.Length)
            return null;
        Span<byte> start = stackalloc byte[ImageTableHeader.Length];
        bytes.Read(offset, start);
        return ImageTableHeader.Read(start, bytes.Length - offset);
    }

    static ImageTable? Read(ByteSource bytes, long offset, ImageTableHeader header, ElfFile? elf)
    {
        byte[] table = bytes.Read(offset, header.Size);
        if (!header.IsSealed(table))
            return null;
        try
        {
            ImageTableContent content = ImageTableReader.Read(table, bytes.Name).Content;
            string? doubt = elf is null || elf.OffsetOf(header.Address) == offset ? null
                : $"the table says that it was linked to 0x{header.Address:x}, which is not where it lies in this image: "
                    + "addresses may be wrong";
            return new(bytes.Name, offset, header, content, doubt, ImageTableSizes.Measure(header, table));
        }
        catch (KallsymsException)
        {
            // The checksum matches by chance or by intent.
            return null;
        }
    }
}
