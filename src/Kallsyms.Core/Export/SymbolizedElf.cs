using System.Text;
using Kallsyms.Btf;
using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Machines;
using Kallsyms.Lookup;
using Kallsyms.Tables;

namespace Kallsyms.Export;

/// <summary>
/// Writes a kernel as an ELF file with a symbol table, for debuggers and disassemblers. A kernel that is an ELF file is kept and gets a
/// .symtab; flat bytes are wrapped in ELF headers.
/// </summary>
sealed class SymbolizedElf
{
    const int Page = 4096;

    // Kernels without sections have a handful of segments, and each costs a walk through all symbols.
    const int MaxSegments = 4096;

    readonly KernelSymbols _symbols;
    readonly ElfFormat _format;
    readonly byte[] _head; // the ELF header and, in a new file, program headers
    readonly (ImageBytes Image, long Offset, long Length) _contents;
    readonly List<ElfSection> _sections;
    readonly BtfTypes? _types;

    SymbolizedElf(
        KernelSymbols symbols, ElfFormat format, byte[] head, (ImageBytes, long, long) contents, List<ElfSection> sections, BtfTypes? types)
    {
        (_symbols, _format, _head, _contents, _sections, _types) = (symbols, format, head, contents, sections, types);
    }

    // Their bytes follow the contents, each section starting on a new page.
    ModuleSections Modules { get; init; } = ModuleSections.None;

    /// <summary>Whether the file has the kernel's bytes. Without a known memory address for them, it has symbols only.</summary>
    public bool HasContents => _contents.Length > 0;

    /// <summary>Plans the file for a kernel with a table.</summary>
    /// <param name="image">The kernel without its containers.</param>
    /// <param name="table">Its table.</param>
    /// <param name="machine">Its machine, or null to take it from the image or the names of its functions.</param>
    /// <param name="own">The kernel's byte range in the image, or null for the whole image.</param>
    /// <param name="types">Its types, which become debug information if the image has none; null if unknown.</param>
    /// <param name="modules">The modules loaded in a dump, or null.</param>
    /// <exception cref="KallsymsException">The machine is not known, or the headers of an ELF image are damaged.</exception>
    internal static SymbolizedElf Plan(
        UnwrappedImage image, EmbeddedTable table, ElfMachine? machine = null, (long Start, long End)? own = null, BtfTypes? types = null,
        ModuleSections? modules = null)
    {
        KernelSymbols symbols = KernelSymbols.From(table.Symbols);
        if (symbols.Count == 0)
            throw new KallsymsException(ErrorKind.Negative, "the table is empty", image.Bytes.Name);
        if (!image.Bytes.IsMachineMemory && ElfFile.IsElf(image.Bytes.Source)
            && ElfFile.Parse(image.Bytes.Source) is { Header.Type: not ElfType.Core } elf && elf.Format == table.Spec.Format)
        {
            return FromElf(elf, image.Bytes, symbols, types);
        }
        ElfMachine known = machine
            ?? (table.Spec.Machine != ElfMachine.None ? table.Spec.Machine : MachineGuess.Find(table.Symbols, table.Spec.Format.Is64));
        return known == ElfMachine.None
            ? throw new KallsymsException(ErrorKind.Negative,
            "neither the image nor the names of its functions tell which machine it is for; say so (--machine)", image.Bytes.Name)
            : FromFlat(image.Bytes, table, symbols, known, own ?? (0, image.Bytes.Length), types, modules ?? ModuleSections.None);
    }

    /// <summary>Plans the file for a program that carries its own table: the program with a .symtab added.</summary>
    /// <param name="program">Its bytes; disposed of together with what is read from them.</param>
    /// <param name="symbols">The symbols of its table.</param>
    /// <exception cref="KallsymsException">The program is not an ELF file, or its headers are damaged.</exception>
    internal static SymbolizedElf Plan(ByteSource program, KernelSymbols symbols) =>
        symbols.Count == 0 ? throw new KallsymsException(ErrorKind.Negative, "the table is empty", program.Name)
        : ElfFile.IsElf(program) ? FromElf(ElfFile.Parse(program), ImageBytes.OnDemand(program), symbols, null)
        : throw new KallsymsException(ErrorKind.Negative,
            "is no ELF file, and a flat image of a program does not tell its machine; take the ELF file that it was made from",
            program.Name);

    /// <summary>Writes the file.</summary>
    public void Write(Stream output)
    {
        List<ElfSection> sections = [new(0, "", SectionType.Null, 0, 0, 0, 0, 0, 0, 0, 0), .. _sections];
        long at = _head.Length + _contents.Length;
        foreach (ModuleSection module in Modules.Sections)
        {
            at = ToPage(at);
            sections.Add(new(
                sections.Count, module.Name, SectionType.ProgBits, module.Flags, module.Address, at, module.Length, 0, 0, 1, 0));
            at += module.Length;
        }
        var symbols = new SymbolSections(_symbols, Modules.Symbols, _format, sections);
        void Add(string name, SectionType type, byte[] bytes, int link, int info, long entrySize)
        {
            at = Up(at);
            sections.Add(new(sections.Count, name, type, 0, 0, at, bytes.Length, link, info, (ulong)(entrySize > 0 ? 8 : 1), entrySize));
            at += bytes.Length;
        }
        Add(".symtab", SectionType.SymbolTable, symbols.Table, sections.Count + 1, symbols.FirstGlobal, _format.SymbolSize);
        Add(".strtab", SectionType.StringTable, symbols.Names, 0, 0, 0);
        DwarfTypes? types = _types is null ? null : DwarfTypes.Make(_types, _symbols, _format);
        if (types is not null)
        {
            Add(".debug_info", SectionType.ProgBits, types.Info, 0, 0, 0);
            Add(".debug_abbrev", SectionType.ProgBits, DwarfForms.Table, 0, 0, 0);
            Add(".debug_str", SectionType.ProgBits, types.Strings, 0, 0, 0);
        }
        (byte[] names, uint[] nameOffsets) = NameStrings([.. sections.Select(section => section.Name), ".shstrtab"]);
        Add(".shstrtab", SectionType.StringTable, names, 0, 0, 0);

        var head = (byte[])_head.Clone();
        HeaderRecord.WriteSections(_format, head, Up(at), sections.Count, sections.Count - 1);
        output.Write(head);
        _contents.Image.CopyTo(output, _contents.Offset, _contents.Length);
        long written = head.Length + _contents.Length;
        foreach (ModuleSection module in Modules.Sections)
        {
            output.Write(new byte[ToPage(written) - written]);
            Modules.Write(module, output);
            written = ToPage(written) + module.Length;
        }
        byte[][] debugging = types is null ? [] : [types.Info, DwarfForms.Table, types.Strings];
        foreach (byte[] bytes in (byte[][])[symbols.Table, symbols.Names, .. debugging, names, Headers(sections, nameOffsets)])
        {
            output.Write(new byte[Up(written) - written]);
            output.Write(bytes);
            written = Up(written) + bytes.Length;
        }
    }

    static SymbolizedElf FromElf(ElfFile elf, ImageBytes bytes, KernelSymbols symbols, BtfTypes? types)
    {
        // The new table replaces an existing one; other sections keep their numbers.
        List<ElfSection> sections = [.. elf.Sections.Skip(1)
            .Select(section => section.Type is SectionType.SymbolTable or SectionType.SymbolSectionIndexes
                ? section with { Type = SectionType.Null, Name = "", Size = 0 } : section)];
        if (sections.Count == 0)
            sections = FromSegments(elf, symbols);
        CheckCount(sections.Count, "sections", bytes);
        int header = elf.Format.HeaderSize;
        bool hasTypes = sections.Any(section => section.Name.StartsWith(".debug_info", StringComparison.Ordinal));
        return new(symbols, elf.Format, bytes.Read(0, header).ToArray(), (bytes, header, bytes.Length - header), sections,
            hasTypes ? null : types);
    }

    // An ELF header counts up to 0xff00 sections, and those of symbols, types and names are still to come.
    static void CheckCount(int count, string what, ImageBytes bytes)
    {
        if (count + 8 >= SectionIndex.LowReserve)
            throw new KallsymsException(ErrorKind.Unreadable, $"{count} {what} are more than an ELF file is written with here", bytes.Name);
    }

    static List<ElfSection> FromSegments(ElfFile elf, KernelSymbols symbols)
    {
        var sections = new List<ElfSection>();
        ElfSegment[] loaded = elf.Segments.Where(segment => segment is { IsLoaded: true, FileSize: > 0 }).ToArray();
        if (loaded.Length > MaxSegments)
            throw new KallsymsException(ErrorKind.Unreadable, $"{loaded.Length} segments are more than any kernel has", elf.Name);
        foreach (ElfSegment segment in loaded)
        {
            foreach (ElfSection section in SectionPlan.Make(
                symbols, segment.Address, segment.Address + segment.MemorySize,
                [(segment.Address, segment.Address + (ulong)segment.FileSize)], segment.Offset))
                sections.Add(section with { Index = sections.Count + 1 });
        }
        return sections;
    }

    static SymbolizedElf FromFlat(
        ImageBytes all, EmbeddedTable table, KernelSymbols symbols, ElfMachine machine, (long Start, long End) own, BtfTypes? types,
        ModuleSections modules)
    {
        ElfFormat format = table.Spec.Format;
        ImageBytes image = own == (0, all.Length) ? all : all.Slice(own.Start, own.End - own.Start, all.Name);
        // The kernel's part of a dump; all of any other image.
        KernelSymbol[] placed = symbols.Where(symbol => symbol.Type is not ('A' or 'a')).ToArray();
        ulong start = (placed.Length > 0 ? placed[0].Address : 0) & ~(ulong)(Page - 1);
        ulong end = placed.Length > 0 ? placed[^1].Address : start;
        (long offset, long length) = (0, 0);
        if (table.Origin is ulong first)
        {
            ulong origin = first + (ulong)own.Start & format.WordMask;
            start = image.IsInMemory ? origin : Math.Max(start, origin);
            end = Math.Max(end, origin + (ulong)(image.IsInMemory ? image.Length
                : Enum.GetValues<SubTable>().Max(part => table.Place(part) is var (at, size) ? at - own.Start + size : 0)));
            end = Math.Max(end, start);
            offset = (long)Math.Min(start - origin, (ulong)image.Length);
            length = (long)Math.Min(end - start, (ulong)(image.Length - offset));
        }
        // Pages missing from a dump are in no segment.
        (ulong Start, ulong End)[] known = image.Known(offset, length)
            .Select(range => (start + (ulong)(range.Start - offset), start + (ulong)(range.End - offset))).ToArray();
        CheckCount(known.Length + modules.Sections.Count, "ranges of memory", all);
        byte[] head = Head(format, machine, start, end, known, length, modules);
        List<ElfSection> sections = placed.Length == 0 ? []
            : SectionPlan.Make(symbols, start, end, known, head.Length, image.IsMachineMemory);
        CheckCount(sections.Count + modules.Sections.Count, "sections", all);
        return new(symbols, format, head, (image, offset, length), sections, types) { Modules = modules };
    }

    // A header, a program header for each range in address order, then zeros up to the page on which the contents start.
    static byte[] Head(
        ElfFormat format, ElfMachine machine, ulong start, ulong end, (ulong Start, ulong End)[] known, long length, ModuleSections modules)
    {
        (ulong Start, ulong End)[] loaded = known.Length == 0 ? [(start, start)] : known;
        int count = loaded.Length + modules.Sections.Count;
        var head = new byte[ToPage(format.HeaderSize + count * format.SegmentHeaderSize)];
        HeaderRecord.Write(format, head, new(ElfType.Executable, machine, machine.Row().UsualFlags(format), 0, 0, start));
        HeaderRecord.WriteSegments(format, head, format.HeaderSize, count);
        var segments = new List<(ulong Address, long Offset, long Size, ulong MemorySize)>();
        for (int i = 0; i < loaded.Length; i++)
        {
            (ulong from, ulong to) = loaded[i];
            segments.Add((from, head.Length + (long)(from - start), (long)(to - from), (i == loaded.Length - 1 ? end : to) - from));
        }
        long at = head.Length + length;
        foreach (ModuleSection module in modules.Sections)
        {
            at = ToPage(at);
            segments.Add((module.Address, at, module.Length, (ulong)module.Length));
            at += module.Length;
        }
        int next = format.HeaderSize;
        foreach ((ulong address, long offset, long size, ulong memorySize) in segments.OrderBy(segment => segment.Address))
        {
            Span<byte> segment = head.AsSpan(next, format.SegmentHeaderSize);
            SegmentRecord.Write(format, segment, address, address, offset, size, memorySize);
            next += format.SegmentHeaderSize;
        }
        return head;
    }

    byte[] Headers(List<ElfSection> sections, uint[] nameOffsets)
    {
        int size = _format.SectionHeaderSize;
        var headers = new byte[sections.Count * size];
        for (int i = 0; i < sections.Count; i++)
            SectionRecord.Write(_format, headers.AsSpan(i * size, size), sections[i], nameOffsets[i]);
        return headers;
    }

    static (byte[] Bytes, uint[] Offsets) NameStrings(IEnumerable<string> names)
    {
        var bytes = new List<byte> { 0 };
        var offsets = new List<uint>();
        foreach (string name in names)
        {
            offsets.Add(name.Length == 0 ? 0 : (uint)bytes.Count);
            if (name.Length > 0)
                bytes.AddRange([.. Encoding.Latin1.GetBytes(name), 0]);
        }
        return ([.. bytes], [.. offsets]);
    }

    static long Up(long at) => (at + 7) & ~7L;

    static long ToPage(long at) => (at + Page - 1) / Page * Page;
}
