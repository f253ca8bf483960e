using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>A section of an image, as the linker placed it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address of its first byte.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Alignment">Its alignment in bytes.</param>
readonly record struct PassSection(string Name, ulong Address, long Size, ulong Alignment);

/// <summary>A sub-table of an image.</summary>
/// <param name="Part">Which sub-table.</param>
/// <param name="Address">The address of its label.</param>
/// <param name="Needed">The number of bytes that the image's symbols need.</param>
/// <param name="Reserved">The number of bytes that were reserved.</param>
readonly record struct PassSubTable(SubTable Part, ulong Address, long Needed, long Reserved);

/// <summary>What one run of the linker showed, as plain data that outlives the image.</summary>
/// <param name="Number">The number of the pass, starting at 1.</param>
/// <param name="Elapsed">The time the linker took.</param>
/// <param name="Symbols">The symbols that nm -n lists.</param>
/// <param name="Map">The symbols of System.map.</param>
/// <param name="Entries">The entries of the table, in its order.</param>
/// <param name="PercpuAbsolute">Whether per-cpu symbols are absolute in the table.</param>
/// <param name="Sections">Loaded sections, in the order of the section table.</param>
/// <param name="Table">Sub-tables in memory order.</param>
/// <param name="Spec">The table's form.</param>
sealed record PassEvidence(
    int Number, TimeSpan Elapsed, SymbolList Symbols, SymbolList Map, SymbolList Entries, bool PercpuAbsolute,
    IReadOnlyList<PassSection> Sections, IReadOnlyList<PassSubTable> Table, TableSpec Spec)
{
    /// <summary>The number of bytes that the image's table needs.</summary>
    public long Needed => Table.Sum(part => part.Needed);

    /// <summary>The number of bytes that were reserved for it.</summary>
    public long Reserved => Table.Sum(part => part.Reserved);

    /// <summary>Records what a pass showed.</summary>
    /// <param name="number">The number of the pass, starting at 1.</param>
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
