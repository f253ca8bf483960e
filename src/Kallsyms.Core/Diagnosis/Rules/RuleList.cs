using System.Globalization;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>All rules. What docs/incidents.md, JSON and pages say of them is made from here.</summary>
static class RuleList
{
    /// <summary>The rule about files, which build directories ask too.</summary>
    public static readonly BrokenFiles Files = new();

    /// <summary>The rule about stubs, which take room even where no list has them.</summary>
    public static readonly LinkerStubs Stubs = new();

    /// <summary>
    /// All rules in the order in which they are tried: the first that sees its cause decides. Those about single symbols that came or went
    /// weigh their symbols together, where the first of them stands; where one symbol could be the matter of two, it is that of the first.
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

    /// <summary>The verdict of the first rule that sees its cause; null: none does.</summary>
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

    /// <summary>The verdict of the first rule about all passes that sees its cause; null: none does.</summary>
    public static Verdict? Match(IReadOnlyList<SymbolSnapshot> passes, Verdict pair) =>
        All.OfType<IPassesRule>().Select(rule => rule.Match(passes, pair)).FirstOrDefault(verdict => verdict is not null);

    /// <summary>What rules have to say about a list alone, but for those whose class the verdict has.</summary>
    public static IReadOnlyList<string> Notes(Verdict verdict, SymbolSnapshot side) =>
        [.. All.Where(rule => !rule.Classes.Contains(verdict.Class)).Select(rule => rule.Note(side)).OfType<string>()];
}
