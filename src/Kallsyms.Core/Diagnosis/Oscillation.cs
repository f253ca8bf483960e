using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Rule 3: the last pass is one that was there before, and not the one before it. More passes repeat what is known.</summary>
static class Oscillation
{
    public static Verdict? Try(IReadOnlyList<SymbolSnapshot> passes, Verdict pair)
    {
        if (pair.Class == IncidentClass.Same || Period(passes) is not { } period)
            return null;
        // What padding and the table's size do, members at the edge of a range did.
        bool cause = pair.Class is not (IncidentClass.Unknown or IncidentClass.Padding or IncidentClass.Tokens);
        bool edge = pair.Class == IncidentClass.Boundary;
        IncidentClass kind = cause ? pair.Class : IncidentClass.Boundary;
        Confidence confidence = edge ? passes[^1].IsComplete ? Confidence.Proven : Confidence.Likely : cause ? pair.Confidence : Confidence.Possible;
        return pair with
        {
            Class = kind,
            Confidence = confidence,
            Rule = Rule.Repetition,
            Summary = $"the passes repeat themselves: pass {passes.Count} is pass {passes.Count - period} again. {Upper(pair.Summary)}",
            Passes = MorePasses.Oscillate,
            Period = period,
            Cure = Incident.Of("E2").Cure,
            Incident = cause && !edge ? pair.Incident : Incident.Of("E2"),
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

    static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
