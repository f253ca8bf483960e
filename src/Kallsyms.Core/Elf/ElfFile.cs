using System.Text;

namespace Kallsyms.Elf;

/// <summary>
/// An ELF file: header, sections and segments are read at once, everything else on demand and by range. Reads ELF32 and ELF64 of both
/// byte orders (System V ABI, "Object Files"). Never writes to its input.
/// </summary>
sealed class ElfFile : IDisposable
{
    // Claims in headers cost memory before anything can refute them, and a sparse file makes such claims for free. These limits are
    // several times what the largest kernels have.
    const int MaxSections = 1 << 22;
    const int MaxSegments = 1 << 20;
    const long MaxClaim = 256 << 20;

    // A name may be the end of another one (.text.f in .rela.text.f). No linker makes each byte part of this many names on average.
    const int MaxNameUse = 8;

    static readonly byte[] _magic = [0x7f, (byte)'E', (byte)'L', (byte)'F'];

    ElfFile(ByteSource source, ElfFormat format, ElfHeader header, ElfSection[] sections, ElfSegment[] segments)
    {
        (Source, Format, Header, Sections, Segments) = (source, format, header, sections, segments);
    }

    /// <summary>The bytes.</summary>
    public ByteSource Source { get; }

    /// <summary>The name of the file in messages.</summary>
    public string Name => Source.Name;

    /// <summary>Word size and byte order.</summary>
    public ElfFormat Format { get; }

    /// <summary>The ELF header.</summary>
    public ElfHeader Header { get; }

    /// <summary>All sections, the null section first; empty if there is no section header table.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>All program headers.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="KallsymsException">The file cannot be read or is not a well-formed ELF file.</exception>
    public static ElfFile Open(string path)
    {
        ByteSource source = ByteSource.OpenFile(path);
        try
        {
            return Parse(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Whether the bytes start like an ELF file.</summary>
    public static bool IsElf(ByteSource source)
    {
        Span<byte> start = stackalloc byte[4];
        if (source.Length < start.Length)
            return false;
        source.Read(0, start);
        return start.SequenceEqual(_magic);
    }

    /// <summary>Reads the headers of an ELF file, taking ownership of <paramref name="source"/>.</summary>
    /// <exception cref="KallsymsException">Not a well-formed ELF file.</exception>
    public static ElfFile Parse(ByteSource source)
    {
        ElfFormat format = ReadFormat(source);
        byte[] raw = source.Read(0, format.HeaderSize);
        int word = format.WordSize;
        var header = new ElfHeader(
            (ElfType)format.U16(raw, 16), (ElfMachine)format.U16(raw, 18), format.U32(raw, 24 + 3 * word), raw[7], raw[8],
            format.Word(raw, 24));

        int tail = 28 + 3 * word; // e_ehsize
        // In a core, sections only carry numbers, and QEMU writes the index of their names in the wrong byte order for big-endian machines.
        int nameIndex = header.Type == ElfType.Core ? 0 : format.U16(raw, tail + 10);
        ElfSection[] sections = ReadSections(
            source, format, (long)format.Word(raw, 24 + 2 * word), format.U16(raw, tail + 6), format.U16(raw, tail + 8), nameIndex);
        int segmentCount = format.U16(raw, tail + 4);
        if (segmentCount == 0xffff && sections.Length > 0)
            segmentCount = sections[0].Info; // PN_XNUM
        ElfSegment[] segments = ReadSegments(source, format, (long)format.Word(raw, 24 + word), format.U16(raw, tail + 2), segmentCount);
        return new(source, format, header, sections, segments);
    }

    /// <summary>Returns the bytes of a section; empty for SHT_NOBITS.</summary>
    public byte[] Read(ElfSection section) => section.Type == SectionType.NoBits ? [] : Source.Read(section.Offset, section.Size);

    /// <summary>Returns the first section of a name, or null.</summary>
    public ElfSection? FindSection(string name) => Sections.FirstOrDefault(section => section.Name == name);

    /// <summary>Returns the section that an index refers to.</summary>
    /// <exception cref="KallsymsException">There is no such section.</exception>
    public ElfSection SectionAt(int index, string what) => (uint)index < (uint)Sections.Count
        ? Sections[index]
        : throw Damaged($"{what} names section {index}, there are {Sections.Count}");

    /// <summary>Returns the file offset of the byte at a memory address, or null if it is not loaded from the file.</summary>
    public long? OffsetOf(ulong address)
    {
        foreach (ElfSection section in Sections)
        {
            if (section.Type != SectionType.NoBits && (section.Flags & SectionFlags.Alloc) != 0 && section.Covers(address))
                return section.Offset + (long)(address - section.Address);
        }
        // File bytes at the addresses of a section without contents are filler, and not copied to a flat image.
        if (Sections.Any(section => section.Type == SectionType.NoBits
            && (section.Flags & (SectionFlags.Alloc | SectionFlags.ThreadLocal)) == SectionFlags.Alloc && section.Covers(address)))
            return null;
        foreach (ElfSegment segment in Segments)
        {
            if (segment.HasByteOf(address))
                return segment.Offset + (long)(address - segment.Address);
        }
        return null;
    }

    /// <summary>Reads the symbol table (.symtab); returns null if the file is stripped.</summary>
    public ElfSymbols? ReadSymbols() =>
        Sections.FirstOrDefault(section => section.Type == SectionType.SymbolTable) is { } table ? ElfSymbols.Read(this, table) : null;

    /// <summary>Reads the entries of a SHT_REL or SHT_RELA section.</summary>
    public ElfRelocation[] ReadRelocations(ElfSection section)
    {
        bool withAddend = section.Type == SectionType.Rela;
        int size = Format.RelocationSize(withAddend);
        byte[] bytes = ReadClaimed(section, "relocations");
        MachineRow machine = Header.Machine.Row();
        var entries = new ElfRelocation[bytes.Length / size];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = RelocationRecord.Read(Format, machine, bytes.AsSpan(i * size, size), withAddend);
        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    /// <summary>Reads a section with symbols, strings or relocations.</summary>
    /// <exception cref="KallsymsException">The section claims to be larger than in any kernel.</exception>
    internal byte[] ReadClaimed(ElfSection section, string what) =>
        section.Type == SectionType.NoBits ? [] : ReadClaimed(Source, section.Offset, section.Size, what);

    internal KallsymsException Damaged(string message, long? offset = null) => new(ErrorKind.Unreadable, message, Name, offset);

    static byte[] ReadClaimed(ByteSource source, long offset, long size, string what) => size <= MaxClaim ? source.Read(offset, size)
        : throw new KallsymsException(
            ErrorKind.Unreadable, $"0x{size:x} bytes of {what}, more than 0x{MaxClaim:x} are not read", source.Name, offset);

    static ElfFormat ReadFormat(ByteSource source)
    {
        Span<byte> ident = stackalloc byte[16];
        if (source.Length < ident.Length)
            throw new KallsymsException(ErrorKind.Unreadable, $"not an ELF file: only {source.Length} bytes", source.Name);
        source.Read(0, ident);
        if (!ident.StartsWith(_magic))
            throw new KallsymsException(ErrorKind.Unreadable, "not an ELF file: it does not start with 7f 45 4c 46", source.Name, 0);
        if (ident[4] is not (1 or 2))
            throw new KallsymsException(ErrorKind.Unreadable, $"ELF class {ident[4]}, expected 1 or 2", source.Name, 4);
        if (ident[5] is not (1 or 2))
            throw new KallsymsException(ErrorKind.Unreadable, $"ELF byte order {ident[5]}, expected 1 or 2", source.Name, 5);
        return new(Is64: ident[4] == 2, BigEndian: ident[5] == 2);
    }

    static ElfSection[] ReadSections(ByteSource source, ElfFormat format, long offset, int entrySize, int count, int nameIndex)
    {
        if (offset == 0)
            return [];
        if (entrySize != format.SectionHeaderSize)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"section headers of {entrySize} bytes, expected {format.SectionHeaderSize}", source.Name, offset);
        }
        // If a 16-bit count is too small, the null section has the numbers (ABI, "e_shnum", "e_shstrndx").
        ElfSection first = SectionRecord.Read(format, source.Read(offset, entrySize), 0);
        long total = count == 0 ? first.Size : count;
        if (nameIndex == SectionIndex.Extended)
            nameIndex = first.Link;
        if (total is < 0 or > MaxSections)
            throw new KallsymsException(ErrorKind.Unreadable, $"{total} sections are more than any linker makes", source.Name, offset);
        byte[] table = source.Read(offset, total * entrySize);

        var sections = new ElfSection[total];
        for (int i = 0; i < sections.Length; i++)
            sections[i] = SectionRecord.Read(format, table.AsSpan(i * entrySize, entrySize), i);
        if ((uint)nameIndex >= (uint)sections.Length || nameIndex == 0)
            return sections;

        byte[] names = ReadClaimed(source, sections[nameIndex].Offset, sections[nameIndex].Size, "names of sections");
        var known = new Dictionary<uint, string>(); // the sections of a group share their name
        long left = MaxNameUse * (names.Length + 1L);
        for (int i = 0; i < sections.Length; i++)
        {
            uint nameAt = SectionRecord.NameOffset(format, table.AsSpan(i * entrySize, entrySize));
            if (!known.TryGetValue(nameAt, out string? name))
            {
                known[nameAt] = name = Text(source, names, nameAt);
                left -= name.Length;
            }
            if (left < 0)
            {
                throw new KallsymsException(
                    ErrorKind.Unreadable, "section names lie within each other, as no linker writes them", source.Name);
            }
            sections[i] = sections[i] with { Name = name };
        }
        return sections;
    }

    static ElfSegment[] ReadSegments(ByteSource source, ElfFormat format, long offset, int entrySize, int count)
    {
        if (count == 0)
            return [];
        if (count is < 0 or > MaxSegments)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"{(uint)count} segments are more than any linker makes", source.Name, offset);
        }
        if (entrySize != format.SegmentHeaderSize)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"program headers of {entrySize} bytes, expected {format.SegmentHeaderSize}", source.Name, offset);
        }
        byte[] table = source.Read(offset, (long)count * entrySize);
        var segments = new ElfSegment[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> raw = table.AsSpan(i * entrySize, entrySize);
            int at = format.Is64 ? 8 : 4;
            int word = format.WordSize;
            segments[i] = new(
                format.U32(raw, 0), (long)format.Word(raw, at), format.Word(raw, at + word), format.Word(raw, at + 2 * word),
                (long)format.Word(raw, at + 3 * word), format.Word(raw, at + 4 * word));
        }
        return segments;
    }

    static string Text(ByteSource source, byte[] names, uint at)
    {
        if (at >= names.Length)
            throw new KallsymsException(ErrorKind.Unreadable, $"section name at {at}, the names end at {names.Length}", source.Name);
        ReadOnlySpan<byte> rest = names.AsSpan((int)at);
        int end = rest.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? rest : rest[..end]);
    }
}
