using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Where a finished image has room for an image table.</summary>
/// <param name="Offset">In the file.</param>
/// <param name="Address">In memory.</param>
/// <param name="Size">Bytes.</param>
readonly record struct TableRoom(long Offset, ulong Address, int Size)
{
    /// <summary>The section that is reserved for a table, where nothing else is said.</summary>
    public const string ReservedSection = ".kallsyms";

    /// <summary>
    /// Finds room: a section that was named; what the labels or the size of the symbol kallsyms_table span; a section .kallsyms; or the
    /// table that is there already.
    /// </summary>
    /// <exception cref="KallsymsException">There is none, or none in the file.</exception>
    public static TableRoom Find(ByteSource image, string? section)
    {
        ElfFile? elf = ElfFile.IsElf(image) ? ElfFile.Parse(image) : null;
        if (section is not null)
        {
            return elf is null ? throw new KallsymsException(ErrorKind.Usage, "is not an ELF file, so it has no sections", image.Name)
                : OfSection(elf, section) ?? throw new KallsymsException(
                    ErrorKind.Negative, $"has no section {section} with bytes in the file", image.Name);
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
        return elf.OffsetOf(address) is long offset ? new(offset, address, size) : throw new KallsymsException(
            ErrorKind.Negative, $"{ImageTableObject.StartLabel} at 0x{address:x} is not in the file", elf.Name);
    }
}
