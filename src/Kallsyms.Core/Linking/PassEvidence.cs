using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>A sub-table of an image.</summary>
/// <param name="Part">Which sub-table.</param>
/// <param name="Address">The address of its label.</param>
/// <param name="Needed">The number of bytes that the image's symbols need.</param>
/// <param name="Reserved">The number of bytes that were reserved.</param>
readonly record struct PassSubTable(SubTable Part, ulong Address, long Needed, long Reserved);

/// <summary>By which rules a table is made of an image's symbols.</summary>
/// <param name="Release">The release whose rules they are.</param>
/// <param name="TextOnly">Only symbols in the kernel's text ranges are in it.</param>
/// <param name="PercpuAbsolute">Per-cpu symbols are absolute in it.</param>
readonly record struct PassRules(KernelRelease Release, bool TextOnly, bool PercpuAbsolute);

/// <summary>One run of the linker, and what it showed: plain data, which outlives the image.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Elapsed">Time the linker took.</param>
/// <param name="Symbols">What nm -n lists.</param>
/// <param name="Map">Those of System.map.</param>
/// <param name="Entries">Those of the table, in its order.</param>
/// <param name="Rules">The rules that chose these.</param>
/// <param name="Sections">Sections that are loaded, in address order.</param>
/// <param name="Table">Sub-tables in memory order.</param>
/// <param name="Spec">The table's form.</param>
sealed record PassEvidence(
    int Number, TimeSpan Elapsed, SymbolList Symbols, SymbolList Map, SymbolList Entries, PassRules Rules,
    IReadOnlyList<SectionPlace> Sections, IReadOnlyList<PassSubTable> Table, TableSpec Spec)
{
    /// <summary>The number of bytes that the image's table needs.</summary>
    public long Needed => Table.Sum(part => part.Needed);

    /// <summary>The number of bytes that were reserved for it.</summary>
    public long Reserved => Table.Sum(part => part.Reserved);

    /// <summary>Keeps what a pass showed.</summary>
    /// <param name="job">What is linked.</param>
    /// <param name="number">1 for the first.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="room">The room it was linked with.</param>
    public static PassEvidence Take(LinkJob job, int number, LinkPass pass, TableSizes room)
    {
        Table table = pass.Table;
        return new(
            number, pass.Elapsed, pass.Image.Symbols, pass.Made.Map, table.Symbols.List,
            new(table.Spec.Release, job.TextOnly, pass.Made.PercpuAbsolute), SectionPlace.Of(pass.Image.File),
            table.Spec.Order.Select(
                part => new PassSubTable(part, pass.Image.Labels.Address(part) ?? 0, table.Sizes[part], room[part])).ToArray(),
            table.Spec);
    }
}
