using Kallsyms.Elf;
using Kallsyms.Linking.Estimate;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>Room for a table before anything was linked: what the inputs tell, or that of a table without symbols.</summary>
static class FirstReservation
{
    public static Reservation Make(LinkJob job, ElfTarget target, Evidence? evidence)
    {
        TableSpec spec = job.SpecBeforeLinking(target, percpu: false);
        Reservation empty = new(Sizes(job, spec, new(SymbolList.Empty, null, null, null)), spec.AddressTable.Label(), Measured: false);
        ElfObject placeholder = TableObject.Placeholder(spec, target, empty.Sizes, empty.Anchor, keepsRelocations: false);
        if (SymbolEstimate.Of(job.Command, placeholder) is not { } estimate)
            return empty;

        evidence?.WriteEstimate(estimate.Symbols);
        bool percpu = job.PercpuAbsolute ?? estimate.PercpuAtZero && job.Layout.HasPercpuAbsolute(target.Header.Machine);
        TableSymbols entries = SymbolSelection.Table(estimate.Symbols, job.Layout.Rules, job.TextOnly, percpu);
        string anchor = entries.Text is null ? empty.Anchor : TableObject.TextSymbol;
        return new(Sizes(job, job.SpecBeforeLinking(target, percpu), entries), anchor, Measured: false);
    }

    static TableSizes Sizes(LinkJob job, TableSpec spec, TableSymbols entries) =>
        Table.Build(entries, spec, names => job.Compression.Compress(names, job.Layout)).Sizes;
}
