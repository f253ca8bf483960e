namespace Kallsyms.Diagnosis.Rules;

/// <summary>
/// The verdict on lists whose names differ: each symbol that only one has is assigned to the first rule that explains it.
/// </summary>
static class LoneSymbolVerdict
{
    // A cause that explains three of four symbols is named, with the rest as a doubt.
    const int Majority = 3;

    // One lone symbol in this many means different kernels, not different passes.
    const int OtherKernel = 10;
    const int ManySymbols = 1000;

    // Passes of one build move symbols by fewer distances.
    const int ManySteps = 100;

    // A cause of fewer than one symbol in this many, beside a larger one.
    const int FewOf = 10;

    /// <summary>Returns the verdict, or null if both lists have the same names.</summary>
    public static Verdict? Weigh(Comparison comparison) => comparison.Filtered.SameNames ? null
        : WithStubsLeftOut(comparison, ByRules(comparison));

    static Verdict ByRules(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        ILookup<ILoneSymbolRule?, LoneSymbol> causes = LoneSymbols.Find(comparison, diff).ToLookup(RuleFor);
        LoneSymbol[] unexplained = [.. causes[null]];
        // A cause that explains next to nothing of it does not come first.
        (ILoneSymbolRule Rule, LoneSymbol[] Symbols)[] found =
            Rules.Where(causes.Contains).Select(rule => (rule, causes[rule].ToArray())).ToArray();
        int most = found.Select(cause => cause.Symbols.Length).DefaultIfEmpty().Max();
        found = found.OrderBy(cause => cause.Symbols.Length * FewOf < most).ToArray();
        Verdict[] verdicts = [.. found.Select(cause => Judge(cause.Rule, cause.Symbols, comparison))];
        int explained = found.Sum(cause => cause.Symbols.Length);
        if (verdicts.Length == 0 || explained < Majority * unexplained.Length)
            return Unexplained(unexplained, verdicts, comparison, diff);

        Verdict first = verdicts[0];
        bool doubts = diff.Retyped.Length > 0 || diff.Reordered.Length > 0 || !found[1..].All(other => other.Rule.ComesWith(first.Class));
        Confidence limit = comparison.Steps.AtMost(
            unexplained.Length > 0 ? Confidence.Possible : doubts ? Confidence.Likely : Confidence.Proven);
        List<Candidate> others = [.. first.Others, .. verdicts[1..].Select(other => new Candidate(other.Class, other.Summary))];
        if (unexplained.Length > 0)
        {
            string rest = $"{Wording.List(unexplained)}: {Wording.Direction(unexplained)}, and no rule explains that";
            others.Add(new(IncidentClass.Unknown, rest));
        }
        return first with { Confidence = (Confidence)Math.Min((int)first.Confidence, (int)limit), Others = others };
    }

    static IEnumerable<ILoneSymbolRule> Rules => RuleList.All.OfType<ILoneSymbolRule>();

    static ILoneSymbolRule? RuleFor(LoneSymbol symbol) => Rules.FirstOrDefault(rule => rule.Explains(symbol));

    static Verdict Judge(ILoneSymbolRule rule, LoneSymbol[] symbols, Comparison comparison)
    {
        Verdict verdict = rule.Judge(symbols, comparison);
        return verdict with { Confidence = comparison.AtMost(verdict.Confidence), Symbols = Wording.Texts(symbols) };
    }

    // Stubs that the filter omits take room in the code. Labels of the table and of compilers take none, so beside stubs they are not
    // what moved the rest.
    static Verdict WithStubsLeftOut(Comparison comparison, Verdict byRules)
    {
        if (byRules.Class == IncidentClass.Stubs || RuleList.Stubs.Match(comparison) is not { } stubs)
            return byRules;
        bool takesNoRoom = byRules.Class is IncidentClass.OwnLabels or IncidentClass.Definition or IncidentClass.Relaxation;
        return takesNoRoom ? stubs with { Others = [.. stubs.Others, new(byRules.Class, byRules.Summary)] }
            : byRules with { Others = [.. byRules.Others, new(stubs.Class, stubs.Summary)] };
    }

    static Verdict Unexplained(LoneSymbol[] rest, Verdict[] verdicts, Comparison comparison, SymbolDiff diff)
    {
        bool bothWays = rest.Any(symbol => symbol.IsAdded) && !rest.All(symbol => symbol.IsAdded);
        bool few = rest.Length < ManySymbols || rest.Length * OtherKernel <= diff.Before.Count + diff.After.Count;
        // Links of the same inputs do not exchange functions, and move symbols in steps that have a cause.
        bool edited = bothWays && comparison.IsComplete && comparison.Steps.All.Count >= ManySteps && comparison.Steps.AreStrange;
        if (!few || edited)
            return OtherKernels(rest, diff);
        List<Candidate> others = [.. verdicts.Select(verdict => new Candidate(verdict.Class, verdict.Summary))];
        others.Add(new(
            IncidentClass.Artifacts,
            "links of the same inputs have the same functions and variables: was something compiled, or the map kept, between them?"));
        if (!bothWays)
            others.Add(new(IncidentClass.OtherLink, "one link may drop what the other keeps (strip, --gc-sections, --discard-*)"));
        string are = rest.Length == 1 ? "is" : "are";
        return new(
            IncidentClass.Unknown, Confidence.Possible, null,
            $"{Quantity.Of(rest.Length, "symbol")} {are} in one list only, and no rule explains that: "
            + $"{Wording.List(rest)} ({Wording.Direction(rest)})")
        {
            Symbols = Wording.Texts(rest),
            Others = others,
        };
    }

    static Verdict OtherKernels(LoneSymbol[] rest, SymbolDiff diff) => new(
        IncidentClass.Unknown, Confidence.Possible, null,
        $"{rest.Length} symbols are in one list only ({Wording.Direction(rest)}), of {diff.Before.Count} and {diff.After.Count}: "
        + "these are lists of different kernels, and not two passes of one build, as far as can be seen")
    {
        Symbols = Wording.Texts(rest),
        Others =
        [
            new(
                IncidentClass.Artifacts,
                "one of the lists is of another kernel, another configuration or another time: kallsyms diff tells what changed between "
                    + "two kernels"),
        ],
    };
}
