using Kallsyms.Diagnosis.Rules;
using Kallsyms.Linking;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Reports how a link ended, in the same way for every command that links.</summary>
static class LinkSummary
{
    /// <summary>Prints one line about a published image and, if verbose, one for each pass.</summary>
    public static void PrintPublished(StandardStreams std, LinkOutcome outcome, bool verbose)
    {
        if (verbose)
            PrintPasses(std, outcome);
        string links = Quantity.Of(outcome.Passes.Count, "pass");
        string slack = outcome.SlackBytes == 0 ? "" : $" (and {outcome.SlackBytes} left over)";
        std.Say($"{outcome.Output}: {links}, {Quantity.Of(outcome.Symbols, "symbol")}, {outcome.Table.Sizes.Total} table bytes{slack}, "
            + "verified");
    }

    /// <summary>Prints why nothing was published: what is wrong, and the verdict of kallsyms explain on the passes.</summary>
    public static void PrintUnpublished(StandardStreams std, LinkOutcome outcome)
    {
        if (outcome.Result == LinkResult.NotConverged)
            std.Say($"{outcome.Output}: {NoFixedPoint.Describe(outcome)}");
        else if (outcome.Verdict is null)
            std.Say($"{outcome.Output}: {outcome.Summary}");
        else if (outcome.Verdict.IndexError is { } error)
            std.Say($"{outcome.Output}: Inconsistent kallsyms data: {error}");
        if (outcome.Verdict?.Differences is { Count: > 0 } differences)
            DifferenceText.Print(std, outcome.Output, differences, wide: outcome.Table.Spec.Format.Is64, "image");
        if (Explainer.Explain(outcome) is { } explanation)
            ExplanationText.WriteCause(std, explanation);
    }

    static void PrintPasses(StandardStreams std, LinkOutcome outcome)
    {
        TableSpec spec = outcome.Table.Spec;
        std.Say($"layout {spec.Release.Name}, rules of {spec.Release.Number}, {spec.Encoding.Text()} addresses");
        foreach (PassEvidence pass in outcome.Passes)
        {
            std.Error.WriteLine(
                $"kallsyms: pass {pass.Number}: linked in {pass.Elapsed.TotalSeconds:0.00} s with room for {pass.Reserved} bytes, "
                + $"{Quantity.Of(pass.Entries.Count, "symbol", "needs", "need")} {pass.Needed}");
        }
    }
}
