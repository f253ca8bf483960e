using Kallsyms.Digests;

namespace Kallsyms.Elf;

/// <summary>
/// The build id of a linked image (NT_GNU_BUILD_ID), and the method by which its linker computed it. The method is recognised by trial:
/// it is the one that reproduces the linker's id.
/// </summary>
sealed class BuildId
{
    const int NoteHeader = 16; // sizes, type and "GNU\0"
    const int ChunkSize = 1 << 20;
    const uint NoteType = 3; // NT_GNU_BUILD_ID

    static readonly Func<ElfFile, long, int, byte[]>[] _ways =
    [
        OfSections,
        (image, note, length) => OfChunks(image, note, length, Kind(length)), // ld.lld up to 14
        (image, note, length) => OfChunks(image, note, length, DigestKind.Blake3), // from 15 on, for sha1 and md5 alike
    ];

    readonly long _note;
    readonly int _length;
    readonly Func<ElfFile, long, int, byte[]> _compute;

    BuildId(long note, int length, Func<ElfFile, long, int, byte[]> compute) => (_note, _length, _compute) = (note, length, compute);

    /// <summary>Determines how an image's build id was made; returns null if it has none.</summary>
    /// <exception cref="KallsymsException">It was made by an unknown method.</exception>
    public static BuildId? Recognise(ElfFile image)
    {
        if (FindNote(image) is not var (note, length))
            return null;
        byte[] written = image.Source.Read(note + NoteHeader, length);
        foreach (Func<ElfFile, long, int, byte[]> compute in _ways)
        {
            if (length is 16 or 20 && compute(image, note, length).AsSpan().SequenceEqual(written))
                return new(note, length, compute);
        }
        throw new KallsymsException(
            ErrorKind.Unreadable, $"its build id of {length} bytes was not made as GNU ld or ld.lld make sha1 ids, and cannot be "
                + "recomputed", image.Name, note);
    }

    /// <summary>Returns the id of an image, or null if it has none.</summary>
    public static byte[]? Read(ElfFile image) => FindNote(image) is var (note, length) ? image.Source.Read(note + NoteHeader, length)
        : null;

    /// <summary>Returns a patch that updates the note after the image was patched.</summary>
    public ImagePatch Recompute(ElfFile patched)
    {
        var patch = new ImagePatch();
        patch.Put(_note + NoteHeader, _compute(patched, _note, _length));
        return patch;
    }

    static (long Offset, int Length)? FindNote(ElfFile image)
    {
        foreach (ElfSection section in image.Sections.Where(section => section.Type == SectionType.Note))
        {
            byte[] bytes = image.Read(section);
            for (int at = 0; at + NoteHeader <= bytes.Length;)
            {
                uint nameSize = image.Format.U32(bytes, at);
                uint length = image.Format.U32(bytes, at + 4);
                bool isBuildId = nameSize == 4 && image.Format.U32(bytes, at + 8) == NoteType && bytes.AsSpan(at + 12, 4)
                    .SequenceEqual("GNU\0"u8);
                if (isBuildId && length <= bytes.Length - at - NoteHeader)
                    return (section.Offset + at, (int)length);
                long next = at + 12L + (nameSize + 3L & ~3L) + (length + 3L & ~3L);
                at = (int)Math.Min(next, bytes.Length);
            }
        }
        return null;
    }

    // GNU ld (binutils 2.40, bfd/elfcode.h, elf_checksum_contents): the ELF header without the offsets of its tables, the program
    // headers, and every section header without its offset, followed by the section's bytes. Symbol and string tables are not loaded
    // and not included; the note itself is still empty at that time.
    static byte[] OfSections(ElfFile image, long note, int length)
    {
        ElfFormat format = image.Format;
        using var hash = Digest.Start(Kind(length));
        byte[] header = image.Source.Read(0, format.HeaderSize);
        int word = format.WordSize;
        ulong segments = format.Word(header, 24 + word);
        ulong sections = format.Word(header, 24 + 2 * word);
        header.AsSpan(24 + word, 2 * word).Clear();
        hash.Append(header);
        hash.Append(image.Source.Read((long)segments, (long)image.Segments.Count * format.SegmentHeaderSize));
        foreach (ElfSection section in image.Sections)
        {
            byte[] raw = image.Source.Read((long)sections + (long)section.Index * format.SectionHeaderSize, format.SectionHeaderSize);
            raw.AsSpan(8 + 2 * word, word).Clear();
            hash.Append(raw);
            bool loaded = (section.Flags & SectionFlags.Alloc) != 0;
            bool counts = section.Type switch
            {
                SectionType.Null or SectionType.NoBits or SectionType.SymbolTable => false,
                SectionType.StringTable => loaded,
                _ => true,
            };
            if (counts)
                AppendRange(hash, image.Source, section.Offset, section.Size, (note, NoteHeader + length));
        }
        return hash.Finish();
    }

    // ld.lld (lld/ELF/Writer.cpp, computeHash): the hash of the hashes of every MiB of the file, with the id itself being zero. Each
    // hash is truncated to the length of the id.
    static byte[] OfChunks(ElfFile image, long note, int length, DigestKind kind)
    {
        int chunks = (int)((image.Source.Length + ChunkSize - 1) / ChunkSize);
        var hashes = new byte[chunks * length];
        Parallel.For(0, chunks, chunk =>
        {
            using var hash = Digest.Start(kind);
            long start = (long)chunk * ChunkSize;
            AppendRange(hash, image.Source, start, Math.Min(ChunkSize, image.Source.Length - start), (note + NoteHeader, length));
            hash.Finish().AsSpan(0, length).CopyTo(hashes.AsSpan(chunk * length));
        });
        using var all = Digest.Start(kind);
        all.Append(hashes);
        return all.Finish()[..length];
    }

    static void AppendRange(Digest hash, ByteSource source, long offset, long size, (long Offset, int Length) zero)
    {
        var buffer = new byte[Math.Min(ChunkSize, size)];
        for (long end = offset + size; offset < end;)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset));
            source.Read(offset, piece);
            long from = Math.Max(zero.Offset, offset);
            long to = Math.Min(zero.Offset + zero.Length, offset + piece.Length);
            if (from < to)
                piece[(int)(from - offset)..(int)(to - offset)].Clear();
            hash.Append(piece);
            offset += piece.Length;
        }
    }

    static DigestKind Kind(int length) => length == 16 ? DigestKind.Md5 : DigestKind.Sha1;
}
