using Kallsyms.Elf;
using Kallsyms.Linking.Estimate;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Linking;

/// <summary>What is expected before anything was linked: room for the table, and how its names will be spelled.</summary>
/// <param name="Room">From the inputs, or that of a table without symbols.</param>
/// <param name="Names">The expected names in compressed form, being prepared while the linker runs; null without an estimate.</param>
sealed record Expectation(Reservation Room, Task<KnownNames>? Names)
{
    /// <summary>Estimates from the inputs.</summary>
    public static Expectation Of(LinkJob job, ElfTarget target, Evidence? evidence)
    {
        TableSpec spec = job.SpecBeforeLinking(target, percpu: false);
        Reservation empty = new(Table.SizesOf(spec, new(TokenTable.Empty, [], [0])), spec.AddressTable.Label(), Measured: false);
        ElfObject placeholder = TableObject.Placeholder(spec, target, empty.Sizes, empty.Anchor, keepsRelocations: false, asKernel: LinkInputs.Script(job.Command) is not null);
        if (SymbolEstimate.Of(job.Command, placeholder) is not { } estimate)
            return new(empty, null);

        evidence?.WriteEstimate(estimate.Symbols);
        bool percpu = job.PercpuAbsolute ?? estimate.PercpuAtZero && job.Layout.HasPercpuAbsolute(target.Header.Machine);
        TableSymbols entries = SymbolSelection.Table(estimate.Symbols, job.Layout.Rules, job.TextOnly, percpu);
        NameList names = NameStream.List(entries.List);
        CompressedNames compressed = job.Compression.Compress(names, job.Layout);
        string anchor = entries.Text is null ? empty.Anchor : TableObject.TextSymbol;
        return new(new(Table.SizesOf(spec, compressed), anchor, Measured: false), Task.Run(() => new KnownNames(names, compressed)));
    }

    /// <summary>Compresses the names of an image: quickly when they are the expected ones.</summary>
    public CompressedNames Compress(LinkJob job, NameList names) => Names?.Result.Compress(names) ?? job.Compression.Compress(names, job.Layout);
}
