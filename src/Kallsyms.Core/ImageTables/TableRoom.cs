using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>The room for an image table in a finished image.</summary>
/// <param name="Offset">Its file offset.</param>
/// <param name="Address">Its memory address.</param>
/// <param name="Size">Its size in bytes.</param>
readonly record struct TableRoom(long Offset, ulong Address, int Size)
{
    /// <summary>The section reserved for a table by default.</summary>
    public const string ReservedSection = ".kallsyms";

    /// <summary>
    /// Finds room: a named section; the span of the labels or the size of the symbol kallsyms_table; a section .kallsyms; or an
    /// existing table.
    /// </summary>
    /// <exception cref="KallsymsException">There is no room, or none in the file.</exception>
    public static TableRoom Find(ByteSource image, string? section)
    {
        ElfFile? elf = ElfFile.IsElf(image) ? ElfFile.Parse(image) : null;
        if (section is not null)
        {
            if (elf is null)
                throw new KallsymsException(ErrorKind.Usage, "is not an ELF file, so it has no sections", image.Name);
            TableRoom named = OfSection(elf, section) ?? throw new KallsymsException(
                ErrorKind.Negative, $"has no section {section} with bytes in the file", image.Name);
            if (section != ReservedSection)
                UnusedSection.Require(elf, elf.FindSection(section)!);
            return named;
        }
        if (elf?.ReadSymbols() is { } symbols && OfSymbols(elf, symbols) is { } labelled)
            return labelled;
        if (elf is not null && OfSection(elf, ReservedSection) is { } reserved)
            return reserved;
        ImageTable table = ImageTableFinder.Find(image) ?? throw new KallsymsException(
            ErrorKind.Negative,
            $"has no room for a table: no symbol {ImageTableObject.StartLabel}, no section {ReservedSection}, no table. Reserve some, or "
            + "name its section with --section", image.Name);
        return new(table.Offset, table.Header.Address, table.Header.Size);
    }

    static TableRoom? OfSection(ElfFile elf, string name) =>
        elf.FindSection(name) is { Type: not SectionType.NoBits, Size: > 0 and < ImageTableHeader.MaxSize } section
            ? new(section.Offset, section.Address, (int)section.Size)
            : null;

    // Labels of kallsyms link, or an array of that name in the program.
    static TableRoom? OfSymbols(ElfFile elf, ElfSymbols symbols)
    {
        if (ImageTableObject.Find(symbols) is not var (address, size))
            return null;
        if (elf.OffsetOf(address) is not long offset)
            throw new KallsymsException(
                ErrorKind.Negative, $"{ImageTableObject.StartLabel} at 0x{address:x} is not in the file", elf.Name);
        // If labels or a size are wrong, the bytes may be other data.
        string? fault = offset + size > elf.Source.Length ? "more than the file has behind it"
            : size > 0 && elf.Sections.Count > 0 && !elf.Sections.Any(section => Holds(section, address, size))
                ? "and no section has that much of it"
            : Inside(symbols, address, size) is { } other ? $"in which {other} lies" : null;
        return fault is null ? new(offset, address, size) : throw new KallsymsException(
            ErrorKind.Negative, $"{ImageTableObject.StartLabel} is said to have {size} bytes, {fault}", elf.Name, offset);
    }

    static bool Holds(ElfSection section, ulong address, int size) => section.Type == SectionType.ProgBits
        && section.Covers(address) && (ulong)section.Size - (address - section.Address) >= (ulong)size;

    static string? Inside(ElfSymbols symbols, ulong address, int size)
    {
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Type is SymbolType.Object or SymbolType.Function && symbol.Section != SectionIndex.Undefined
                && symbol.Value - address - 1 < (ulong)Math.Max(0, size - 1))
                return symbols.Text(symbol.NameOffset);
        }
        return null;
    }
}
