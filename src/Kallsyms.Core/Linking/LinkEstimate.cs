using Kallsyms.Elf;
using Kallsyms.Linking.Estimate;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Linking;

/// <summary>What the inputs say about the table before anything has been linked.</summary>
/// <param name="Room">Room for the table; for a table without symbols if the inputs do not tell.</param>
/// <param name="Symbols">The expected symbols, whose addresses mean nothing; null if the inputs do not tell.</param>
/// <param name="Names">
/// Their names, being prepared for a quick comparison while the linker runs; null if there are no expected symbols.
/// </param>
sealed record LinkEstimate(Reservation Room, SymbolList? Symbols, Task<ExpectedNames>? Names)
{
    /// <summary>Estimates from the inputs.</summary>
    public static LinkEstimate Make(LinkJob job, ElfTarget target)
    {
        TableSpec spec = job.SpecBeforeLinking(target);
        var none = Reservation.ForNoSymbols(spec);
        // In single mode, surplus room stays in the image, which would then depend on the last build.
        var hints = new EstimateHints(LldRelease.Of(job.Command), job.Mode == LinkMode.Exact ? job.LastImage : null);
        if (SymbolEstimate.Make(job.Command, none.MakePlaceholder(job, target), hints) is not { } estimate)
            return new(none, null, null);

        bool percpu = job.TakesPercpuForAbsolute(target.Header.Machine, estimate.PercpuAtZero);
        SymbolList members = SymbolSelection.Members(job.ToolInput(estimate.Symbols), job.Release.Rules, job.TextOnly, percpu);
        NameList names = NameStream.List(members);
        CompressedNames compressed = job.Compression.Compress(names, job.Release.TableFormat);
        var anchor = Anchor.Choose(spec, hasText: estimate.Symbols.AddressOf("_text"u8) is not null);
        return new(
            new(Table.SizesOf(spec, compressed), anchor, Measured: false),
            estimate.Symbols,
            Task.Run(() => new ExpectedNames(members, names, compressed, spec.LtoSuffix)));
    }
}
