using System.Globalization;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>All rules. The descriptions in docs/incidents.md, JSON and pages are generated from here.</summary>
static class RuleList
{
    /// <summary>The rule about files, which build directories also consult.</summary>
    public static readonly BrokenFiles Files = new();

    /// <summary>The rule about stubs, which take room even if no list has them.</summary>
    public static readonly LinkerStubs Stubs = new();

    /// <summary>
    /// All rules in the order in which they are tried: the first match decides. Rules about individual symbols judge their symbols
    /// together, at the position of the first such rule; a symbol that two of them explain goes to the first.
    /// </summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        Files,
        new FilteredOut(),
        new OwnTableLabels(),
        Stubs,
        new RangeEdge(),
        new OptimiserSuffixes(),
        new HelperLabels(),
        new TypeLetters(),
        new LinkerMadeBases(),
        new DefinedInOnePass(),
        new OutOfReach(),
        new LongNames(),
        new EqualAddresses(),
        new OtherSectionOrder(),
        new Repetition(),
        new OtherEntries(),
        new TokensOfOtherSize(),
        new TokensOfEqualSize(),
        new OtherVersion(),
        new GeneratedSection(),
        new FunctionLengths(),
        new ShiftedSections(),
    ];

    /// <summary>All incidents that rules may name, by class and number.</summary>
    public static IReadOnlyList<Incident> Incidents { get; } =
    [
        .. All.SelectMany(rule => rule.Incidents).Distinct()
            .OrderBy(incident => incident.Id[0]).ThenBy(incident => int.Parse(incident.Id.AsSpan(1), CultureInfo.InvariantCulture)),
    ];

    /// <summary>Returns the verdict of the first matching rule, or null.</summary>
    public static Verdict? Match(Comparison comparison)
    {
        foreach (Rule rule in All)
        {
            if (rule is ILoneSymbolRule && LoneSymbolVerdict.Weigh(comparison) is { } lone)
                return lone;
            if (rule.Match(comparison) is { } verdict)
                return verdict;
        }
        return null;
    }

    /// <summary>Returns the verdict of the first matching rule about all passes, or null.</summary>
    public static Verdict? Match(IReadOnlyList<SymbolSnapshot> passes, Verdict pair) =>
        All.OfType<IPassesRule>().Select(rule => rule.Match(passes, pair)).FirstOrDefault(verdict => verdict is not null);

    /// <summary>Returns the verdict on a list that has none to be compared with; null if it takes two to tell.</summary>
    public static Verdict? MatchAlone(SymbolSnapshot only)
    {
        var withItself = Comparison.Make(only, only);
        return All.Select(rule => rule.MatchAlone(withItself)).FirstOrDefault(verdict => verdict is not null);
    }

    /// <summary>Returns the notes of rules about a single list, except from those whose class the verdict has.</summary>
    public static IReadOnlyList<string> Notes(Verdict verdict, SymbolSnapshot side) =>
        [.. All.Where(rule => !rule.Classes.Contains(verdict.Class)).Select(rule => rule.Note(side)).OfType<string>()];
}
