using Kallsyms.Linking;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Evidence of passes in, verdict out. The rules are tried in the order of docs/incidents.md; the first that fits decides, and where none
/// does the verdict says so and what differs.
/// </summary>
static class Explainer
{
    /// <summary>Explains the last two of some passes, in the light of those before.</summary>
    /// <param name="passes">At least two, first to last.</param>
    public static Explanation Explain(IReadOnlyList<SymbolSnapshot> passes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(passes.Count, 2);
        passes = OfOneWidth(passes);
        SymbolSnapshot before = passes[^2];
        SymbolSnapshot after = passes[^1];
        if (before.Symbols.Count == 0 && after.Symbols.Count == 0)
            throw new KallsymsException(ErrorKind.Unreadable, "has no symbols, nor has what it is compared with", before.Name);
        Comparison comparison = Comparison.Of(before, after);
        Verdict verdict = Decide(comparison);
        verdict = Oscillation.Try(passes, verdict) ?? Inherited(passes, verdict) ?? verdict;
        SymbolDiff differences = comparison.Filtered.IsEmpty && comparison.All is { IsEmpty: false } all ? all : comparison.Filtered;
        verdict = verdict with
        {
            FirstSymbol = Wording.First(differences),
            Chain = verdict.Class == IncidentClass.Same ? [] : [.. CauseChain.Of(comparison), .. verdict.Chain],
        };
        return new(verdict, before, after, differences, Notes(verdict, after)) { Passes = passes };
    }

    /// <summary>
    /// Explains the last two passes of a kernel build. What is wrong with its files comes first: passes that do not belong together differ
    /// for that reason.
    /// </summary>
    public static Explanation Explain(BuildDirectory build)
    {
        Explanation explanation = Explain(build.Passes);
        if (build.Artifact is not { } artifact)
            return explanation;
        Verdict verdict = explanation.Verdict;
        if (verdict.Class == IncidentClass.Same && artifact.Confidence < Confidence.Proven && artifact.Incident?.Id == "I5")
            return explanation with { Notes = [.. explanation.Notes, artifact.Summary] };
        Candidate[] others = verdict.Class == IncidentClass.Same ? [] : [new(verdict.Class, verdict.Summary)];
        return explanation with { Verdict = artifact with { FirstSymbol = verdict.FirstSymbol, Others = [.. artifact.Others, .. others] } };
    }

    /// <summary>Explains why a link published nothing by the passes that did not agree; null: it did publish, or made one pass only.</summary>
    public static Explanation? Explain(LinkOutcome outcome) => outcome is { Result: not LinkResult.Published, Passes.Count: > 1 }
        ? Explain([.. outcome.Passes.Select(SnapshotReader.FromPass)])
        : null;

    // Beside a 32-bit image, the sign-extended addresses of a list are those that the image has.
    static IReadOnlyList<SymbolSnapshot> OfOneWidth(IReadOnlyList<SymbolSnapshot> passes) => passes.All(pass => pass.Wide) ? passes
        : [.. passes.Select(pass => pass.Wide && pass.Symbols.WithoutSignExtension() is { } narrow ? pass with { Symbols = narrow, Wide = false } : pass)];

    static Verdict Decide(Comparison comparison) =>
        ArtifactRules.Try(comparison.Before, comparison.After)
        ?? Same(comparison)
        ?? ArtifactRules.TryStale(comparison.Before, comparison.After)
        ?? ArtifactRules.TryCut(comparison)
        ?? FilterRules.Try(comparison)
        ?? WithStubsLeftOut(comparison, NameRules.Try(comparison))
        ?? BoundaryRules.Try(comparison)
        ?? OrderRules.TryTypes(comparison)
        ?? RangeRules.Try(comparison)
        ?? OrderRules.TryOrder(comparison)
        ?? TableRules.Try(comparison)
        ?? LayoutRules.Try(comparison)
        ?? Unknown(comparison);

    // A table lists the image of the pass before: where two passes differ by its size only, the pair before them shows why.
    static Verdict? Inherited(IReadOnlyList<SymbolSnapshot> passes, Verdict verdict)
    {
        bool sizeOnly = verdict.Class is IncidentClass.Padding or IncidentClass.Tokens && verdict.Rule != Rule.EqualAddresses || verdict.Rule == Rule.Repetition;
        if (passes.Count < 3 || !sizeOnly)
            return null;
        Comparison earlier = Comparison.Of(passes[^3], passes[^2]);
        if (earlier.Filtered.SameNames && earlier.Filtered.Retyped.Length == 0)
            return null;
        Verdict cause = Decide(earlier);
        return cause.Class is IncidentClass.Same or IncidentClass.Unknown ? null : cause with
        {
            Confidence = (Confidence)Math.Min((int)cause.Confidence, (int)Confidence.Likely),
            Chain =
            [
                $"{passes[^2].Name} and {passes[^1].Name} have the same symbols: what moved made room for the table of {passes[^2].Name}, which lists more or fewer symbols than that of {passes[^3].Name}",
                .. cause.Chain,
            ],
            Others = [.. cause.Others, new(verdict.Class, verdict.Summary)],
        };
    }

    static Verdict? Same(Comparison comparison) => comparison.Filtered.IsEmpty && comparison.All is null or { IsEmpty: true }
        ? new(IncidentClass.Same, Confidence.Proven, null, "the lists are the same") { Passes = MorePasses.NotNeeded }
        : null;

    // The filter leaves stubs out of the lists that are compared, but they take room in the code. Labels of the table and of compilers take none:
    // beside stubs they are not what pushed the rest.
    static Verdict? WithStubsLeftOut(Comparison comparison, Verdict? byNames)
    {
        if (byNames?.Class == IncidentClass.Stubs || StubsLeftOut(comparison) is not { } stubs)
            return byNames;
        if (byNames is null)
            return stubs;
        bool takesNoRoom = byNames.Class is IncidentClass.OwnLabels or IncidentClass.Definition or IncidentClass.Relaxation;
        return takesNoRoom ? stubs with { Others = [.. stubs.Others, new(byNames.Class, byNames.Summary)] }
            : byNames with { Others = [.. byNames.Others, new(stubs.Class, stubs.Summary)] };
    }

    static Verdict? StubsLeftOut(Comparison comparison)
    {
        if (comparison.All is not { SameNames: false } all || comparison.Filtered.Moved.Length == 0)
            return null;
        IReadOnlyList<LoneSymbol> stubs = NameCauses.Of(comparison, all).Of(Rule.Stubs);
        return stubs.Count == 0 ? null : NameRules.Stubs(stubs, all, leftOut: true) with { Symbols = [.. stubs.Select(stub => stub.Text)] };
    }

    static Verdict Unknown(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        bool all = diff.Retyped.Length == 0 && LayoutRules.MovedAsOne(diff);
        string what = all ? $"all symbols that have no fixed address ({diff.MovedCount}) moved by {Wording.Delta(diff.Moved[0].Delta)}"
            : $"{Wording.Count(diff.MovedCount, "symbol")} moved, first {Wording.First(diff)}";
        return new(IncidentClass.Unknown, Confidence.Possible, null, $"{what}; no rule explains that")
        {
            Others = all ? [new(IncidentClass.OtherLink, "one of the images was linked for, or loaded at, another address")] : [],
        };
    }

    static List<string> Notes(Verdict verdict, SymbolSnapshot after)
    {
        var notes = new List<string>();
        if (verdict.Class != IncidentClass.Range && RangeRules.Try(after) is { } range)
            notes.Add(range.Summary);
        return notes;
    }
}
