using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>Computes the table of a pass that is known only by its symbols.</summary>
static class WorkedOutTable
{
    /// <summary>
    /// Returns statistics of the table that the kernel's own tool would make from these symbols; null if they are an excerpt.
    /// </summary>
    public static TableStatistics? Make(SymbolSnapshot pass)
    {
        if (!pass.IsComplete && pass.Kind != ListKind.Table)
            return null;
        KernelRelease release = pass.Release ?? KernelRelease.Newest;
        var format = new ElfFormat(pass.Wide, BigEndian: false);
        ElfMachine machine = pass.PercpuAbsolute ? MachineTable.WithPercpuAtZero : ElfMachine.None;
        var spec = new TableSpec(release, format, machine, release.TableFormat.Encoding(format, relocatable: true, pass.PercpuAbsolute));
        SymbolList entries = pass.Kind switch
        {
            ListKind.Table => pass.Symbols,
            ListKind.Map => SymbolSelection.Entries(pass.Symbols, release.Rules, pass.TextOnly == true, pass.PercpuAbsolute).List,
            _ => SymbolSelection.Table(pass.Symbols, release.Rules, pass.TextOnly == true, pass.PercpuAbsolute).List,
        };
        CompressedNames names = Compression.Kernel.Compress(NameStream.List(entries), release.TableFormat);
        TableSizes sizes = Table.SizesOf(spec, names);
        return TableStatistics.Measure(spec, entries, names, spec.Order, sizes.Place(spec).End - sizes.Total);
    }
}
