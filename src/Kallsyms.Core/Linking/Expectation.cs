using Kallsyms.Elf;
using Kallsyms.Linking.Estimate;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Linking;

/// <summary>What is expected before anything was linked: room for the table, and how its names will be spelled.</summary>
/// <param name="Room">From the inputs, or that of a table without symbols.</param>
/// <param name="Names">The expected names, being prepared while the linker runs; null without an estimate.</param>
sealed record Expectation(Reservation Room, Task<ExpectedNames>? Names)
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
        bool percpu = job.PercpuAbsolute ?? estimate.PercpuAtZero && job.Release.TableFormat.HasPercpuAbsolute(target.Header.Machine);
        SymbolList members = SymbolSelection.Members(job.ToolInput(estimate.Symbols), job.Release.Rules, job.TextOnly, percpu);
        NameList names = NameStream.List(members);
        CompressedNames compressed = job.Compression.Compress(names, job.Release.TableFormat);
        string anchor = estimate.Symbols.AddressOf("_text"u8) is null ? empty.Anchor : TableObject.TextSymbol;
        return new(
            new(Table.SizesOf(spec, compressed), anchor, Measured: false),
            Task.Run(() => new ExpectedNames(members, names, compressed, spec.LtoSuffix)));
    }

    /// <summary>Makes the table of an image: quickly when its names are the expected ones.</summary>
    public Table Build(LinkJob job, TableSymbols symbols, TableSpec spec) =>
        (Names is null ? null : Table.Build(symbols, spec, Names.GetAwaiter().GetResult()))
        ?? Table.Build(symbols, spec, names => job.Compression.Compress(names, job.Release.TableFormat));
}
