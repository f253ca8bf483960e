using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>A section of an image, as the linker placed it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">First byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Bytes.</param>
readonly record struct PassSection(string Name, ulong Address, long Size, ulong Alignment);

/// <summary>A sub-table of an image.</summary>
/// <param name="Part">Which.</param>
/// <param name="Address">Where its label is.</param>
/// <param name="Needed">Bytes that the image's symbols need.</param>
/// <param name="Reserved">Bytes that were reserved.</param>
readonly record struct PassSubTable(SubTable Part, ulong Address, long Needed, long Reserved);

/// <summary>One run of the linker, and what it showed: plain data, which outlives the image.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Elapsed">Time the linker took.</param>
/// <param name="Symbols">What nm -n lists.</param>
/// <param name="Map">Those of System.map.</param>
/// <param name="Entries">Those of the table, in its order.</param>
/// <param name="PercpuAbsolute">Per-cpu symbols are absolute in the table.</param>
/// <param name="Sections">Sections that are loaded, in the order of the section table.</param>
/// <param name="Table">Sub-tables in memory order.</param>
/// <param name="Spec">The table's form.</param>
sealed record PassEvidence(
    int Number, TimeSpan Elapsed, SymbolList Symbols, SymbolList Map, SymbolList Entries, bool PercpuAbsolute,
    IReadOnlyList<PassSection> Sections, IReadOnlyList<PassSubTable> Table, TableSpec Spec)
{
    /// <summary>Bytes that the image's table needs.</summary>
    public long Needed => Table.Sum(part => part.Needed);

    /// <summary>Bytes that were reserved for it.</summary>
    public long Reserved => Table.Sum(part => part.Reserved);

    /// <summary>Keeps what a pass showed.</summary>
    /// <param name="number">1 for the first.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="room">The room it was linked with.</param>
    public static PassEvidence Take(int number, LinkPass pass, TableSizes room)
    {
        Table table = pass.Table;
        return new(
            number, pass.Elapsed, pass.Image.Symbols, pass.Made.Map, table.Symbols.List, pass.Made.PercpuAbsolute,
            pass.Image.File.Sections.Where(section => (section.Flags & SectionFlags.Alloc) != 0)
                .Select(section => new PassSection(section.Name, section.Address, section.Size, section.Alignment)).ToArray(),
            table.Spec.Order.Select(
                part => new PassSubTable(part, pass.Image.Labels.Address(part) ?? 0, table.Sizes[part], room[part])).ToArray(),
            table.Spec);
    }
}
