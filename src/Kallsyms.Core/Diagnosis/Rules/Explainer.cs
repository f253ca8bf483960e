using Kallsyms.Linking;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>
/// Turns evidence of passes into a verdict. Rules are tried in the order of <see cref="RuleList"/> and the first match decides; without
/// a match, the verdict says so and what differs.
/// </summary>
static class Explainer
{
    /// <summary>Explains the last two of several passes, taking those before into account.</summary>
    /// <param name="passes">At least two, first to last.</param>
    public static Explanation Explain(IReadOnlyList<SymbolSnapshot> passes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(passes.Count, 2);
        passes = EqualOrder.Unify(AddressWidth.Unify(passes));
        SymbolSnapshot before = passes[^2];
        SymbolSnapshot after = passes[^1];
        if (before.Symbols.Count == 0 && after.Symbols.Count == 0)
            throw new KallsymsException(ErrorKind.Unreadable, "has no symbols, and neither has what it is compared with", before.Name);
        Comparison comparison = Comparison.Make(before, after);
        Verdict verdict = Decide(comparison);
        verdict = RuleList.Match(passes, verdict) ?? Inherited(passes, verdict) ?? verdict;
        SymbolDiff differences = comparison.Filtered.IsEmpty && comparison.All is { IsEmpty: false } all ? all : comparison.Filtered;
        verdict = verdict with
        {
            FirstSymbol = Wording.First(differences),
            Chain = verdict.Class == IncidentClass.Same || before.Wide != after.Wide ? []
                : [.. CauseChain.Tell(comparison), .. verdict.Chain],
        };
        after = after with { TextOnly = comparison.TextOnly };
        return new(verdict, before, after, differences, RuleList.Notes(verdict, after)) { Passes = passes };
    }

    /// <summary>
    /// Explains why a link published nothing, by the passes that did not agree; null if it did publish, or made only one pass.
    /// </summary>
    public static Explanation? Explain(LinkOutcome outcome) => outcome is { Result: not LinkResult.Published, Passes.Count: > 1 }
        ? Explain([.. outcome.Passes.Select(SnapshotReader.FromPass)])
        : null;

    static Verdict Decide(Comparison comparison) => RuleList.Match(comparison) ?? (comparison.IsSame ? Same() : Unknown(comparison));

    // A table lists the image of the pass before: if two passes differ only by its size, the pair before them shows why.
    static Verdict? Inherited(IReadOnlyList<SymbolSnapshot> passes, Verdict verdict)
    {
        if (passes.Count < 3 || verdict.Rule is not { MayFollowFromTableSize: true })
            return null;
        Comparison earlier = Comparison.Make(passes[^3], passes[^2]);
        if (earlier.Filtered.SameNames && earlier.Filtered.Retyped.Length == 0)
            return null;
        Verdict cause = Decide(earlier);
        return cause.Class is IncidentClass.Same or IncidentClass.Unknown ? null : cause with
        {
            Confidence = (Confidence)Math.Min((int)cause.Confidence, (int)Confidence.Likely),
            Chain =
            [
                $"{passes[^2].Name} and {passes[^1].Name} have the same symbols: what moved made room for the table of {passes[^2].Name}, "
                + $"which lists more or fewer symbols than that of {passes[^3].Name}",
                .. cause.Chain,
            ],
            Others = [.. cause.Others, new(verdict.Class, verdict.Summary)],
        };
    }

    static Verdict Same() => new(IncidentClass.Same, Confidence.Proven, null, "the lists are the same") { Passes = MorePasses.NotNeeded };

    static Verdict Unknown(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        bool all = diff.Retyped.Length == 0 && LayoutChange.MovedAsOne(diff);
        string what = all ? $"all symbols that have no fixed address ({diff.MovedCount}) moved by {Wording.Delta(diff.Moved[0].Delta)}"
            : $"{Quantity.Of(diff.MovedCount, "symbol")} moved, first {Wording.First(diff)}";
        return new(IncidentClass.Unknown, Confidence.Possible, null, $"{what}; no rule explains that")
        {
            Others = all ? [new(IncidentClass.OtherLink, "one of the images was linked for, or loaded at, another address")] : [],
        };
    }
}
