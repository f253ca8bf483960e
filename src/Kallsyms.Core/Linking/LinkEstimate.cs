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
        Task<LastTable?> last = Task.Run(() => LastTable.Read(job.Destination, spec));
        // In single mode, surplus room stays in the image, which would then depend on the last build.
        var hints = new EstimateHints(() => LldRelease.Of(job.Command), job.Mode == LinkMode.Exact ? job.Destination : null);
        if (SymbolEstimate.Make(job.Command, none.MakePlaceholder(job, target), hints) is not { } estimate)
            return new(none, null, null);

        bool percpu = job.TakesPercpuForAbsolute(target.Header.Machine, estimate.PercpuAtZero);
        SymbolList members = SymbolSelection.Members(job.ToolInput(estimate.Symbols), job.Release.Rules, job.TextOnly, percpu);
        NameList names = NameStream.List(members);
        var anchor = Anchor.Choose(spec, hasText: estimate.Symbols.AddressOf("_text"u8) is not null);
        // The same names as last time are compressed beside the linker, others before it can go on.
        TableSizes? remembered =
            last.GetAwaiter().GetResult() is { } before && before.Names == NamesFingerprint.Of(names) ? before.Sizes : null;
        CompressedNames? compressed = remembered is null ? job.Compression.Compress(names, job.Release.TableFormat) : null;
        return new(
            new(remembered ?? Table.SizesOf(spec, compressed!), anchor, Measured: false) { Remembered = remembered is not null },
            estimate.Symbols,
            Task.Run(() => new ExpectedNames(
                members, names, compressed ?? job.Compression.CompressBeside(names, job.Release.TableFormat), spec.LtoSuffix)));
    }
}
