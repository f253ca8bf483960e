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

/// <summary>What one pass saw: plain data, which outlives the image.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Symbols">What nm -n lists.</param>
/// <param name="Map">Those of System.map.</param>
/// <param name="Sections">Sections that are loaded, in the order of the section table.</param>
/// <param name="Table">Sub-tables in memory order.</param>
/// <param name="Spec">The table's form.</param>
sealed record PassEvidence(
    int Number, SymbolList Symbols, SymbolList Map, IReadOnlyList<PassSection> Sections, IReadOnlyList<PassSubTable> Table, TableSpec Spec)
{
    internal static PassEvidence Of(LinkPass pass) => new(
        pass.Report.Number, pass.Reading.Symbols, pass.Reading.Map,
        [.. pass.Reading.Image.Sections
            .Where(section => (section.Flags & SectionFlags.Alloc) != 0)
            .Select(section => new PassSection(section.Name, section.Address, section.Size, section.Alignment))],
        [.. pass.Table.Spec.Order.Select(part => new PassSubTable(part, pass.Reading.Labels.Address(part) ?? 0, pass.Report.Needed[part], pass.Report.Room[part]))],
        pass.Table.Spec);
}
