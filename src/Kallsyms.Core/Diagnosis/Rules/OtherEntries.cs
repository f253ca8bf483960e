namespace Kallsyms.Diagnosis.Rules;

/// <summary>
/// The symbols are the same, but the tables in the images have different numbers of entries, which reflects an earlier pass.
/// </summary>
sealed class OtherEntries : Rule
{
    static readonly Incident _comeAndGo = new(
        "B7", "x86-64, 24 symbols come and go, 2012", "http://lkml.iu.edu/hypermail/linux/kernel/1207.0/02373.html", Repetition.Room);

    public override int Number => 3;

    public override string Sees => "or another number of entries in a table of the same symbols";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Boundary];

    public override IReadOnlyList<Incident> Incidents => [_comeAndGo];

    public override bool MayFollowFromTableSize => true;

    public override Verdict? Match(Comparison comparison)
    {
        if (TableChange.Find(comparison) is not { Entries: not 0 and var entries })
            return null;
        string count = Quantity.Of(Math.Abs(entries), "symbol");
        string summary = $"{count} {(entries > 0 ? "entered" : "left")} the table between the passes, while both lists have the same "
            + "symbols";
        List<string> chain =
        [
            $"the sub-table with one entry for each symbol {(entries > 0 ? "grew" : "shrank")} by {Math.Abs(entries)} entries",
            "each table lists the image of the pass before; the symbols themselves are the same in these two, so some are entries in one "
                + "pass only",
        ];
        return comparison.TextOnly == false ? OfAllSymbols(summary, chain) : AtAnEdge(comparison, summary, chain);
    }

    Verdict OfAllSymbols(string summary, IReadOnlyList<string> chain) => new(IncidentClass.Unknown, Confidence.Possible, this, summary)
    {
        Chain = chain,
        Others =
        [
            new(IncidentClass.Stubs, "stubs that the list leaves out may have come in an earlier pass"),
            new(IncidentClass.OwnLabels, "or the table's own labels"),
        ],
    };

    Verdict AtAnEdge(Comparison comparison, string summary, IReadOnlyList<string> chain) => new(
        IncidentClass.Boundary, comparison.TextOnly == true ? comparison.AtMost(Confidence.Likely) : Confidence.Possible, this,
        summary + ": members at the edge of a range")
    {
        Chain = [.. chain, "symbols that reach the edge of [_stext, _etext] or [_sinittext, _einittext] do that"],
        Passes = MorePasses.DoNotHelp,
        Incident = _comeAndGo,
        Others =
        [
            new(IncidentClass.Padding, "padding behind the table absorbs the change, so that little else moves"),
            new(IncidentClass.Stubs, "or stubs of an earlier pass, if lists leave them out"),
        ],
    };
}
