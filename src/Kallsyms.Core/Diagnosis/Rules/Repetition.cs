using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>The last pass repeats an earlier one that is not its predecessor. More passes would only repeat what is known.</summary>
sealed class Repetition : Rule, IPassesRule
{
    /// <summary>What helps if passes repeat.</summary>
    public const string Room =
        "more passes cannot help: kallsyms link keeps the room of a table from shrinking, which settles it in every case known; "
        + "CONFIG_KALLSYMS_ALL=y, or a few bytes more or less of .rodata, avoid it";

    /// <summary>The passes of powerpc's allnoconfig.</summary>
    public static readonly Incident Notes = new(
        "E2", "powerpc allnoconfig, __stop_notes at the page's end, 5.16, 2022",
        "CADYN=9Kb5CNEMfN_iKW-tBaA65GsHR6-Sp0GA1Vi6H3nVanR4Q@mail.gmail.com", Room);

    public override int Number => 3;

    public override string Sees => "the last pass is one that was there before (E, or the class of the last pair)";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Boundary];

    public override IReadOnlyList<Incident> Incidents => [Notes];

    public Verdict? Match(IReadOnlyList<SymbolSnapshot> passes, Verdict pair)
    {
        if (pair.Class == IncidentClass.Same || Period(passes) is not { } period)
            return null;
        // Members at the edge of a range cause what padding and the table's size seem to.
        bool cause = pair.Class is not (IncidentClass.Unknown or IncidentClass.Padding or IncidentClass.Tokens);
        bool edge = pair.Class == IncidentClass.Boundary;
        return pair with
        {
            Class = cause ? pair.Class : IncidentClass.Boundary,
            Confidence = !cause ? Confidence.Possible : !edge ? pair.Confidence : passes[^1].IsComplete ? Confidence.Proven
                : Confidence.Likely,
            Rule = this,
            Summary = $"the passes repeat themselves: pass {passes.Count} is pass {passes.Count - period} again; {pair.Summary}",
            Passes = MorePasses.Oscillate,
            Period = period,
            Cure = Room,
            Incident = cause && !edge ? pair.Incident : Notes,
            Others = cause ? pair.Others : [.. pair.Others, new(pair.Class, pair.Summary)],
        };
    }

    static int? Period(IReadOnlyList<SymbolSnapshot> passes)
    {
        SymbolList last = passes[^1].Symbols;
        for (int period = 2; period < passes.Count; period++)
        {
            if (last.IsSame(passes[^(1 + period)].Symbols))
                return period;
        }
        return null;
    }
}
