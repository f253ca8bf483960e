using System.Text;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>The table lists its own labels in one pass only.</summary>
sealed class OwnTableLabels : Rule, ILoneSymbolRule
{
    const string Exclude =
        "exclude every label that the table object defines (automatic from 6.4 on), or have all of them in every pass (6.11 on)";

    static readonly Incident[] _incidents =
    [
        new("D2", "kallsyms_seqs_of_names, 2023", "commit ced0f245ed95", Exclude) { Sign = "^kallsyms_seqs_of_names$" },
        new("D1", "labels of the table under KALLSYMS_ALL, 2004", "scripts/kallsyms.c, 2.6.11", Exclude),
    ];

    public override int Number => 4;

    public override string Sees => "labels of the table in one list only";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.OwnLabels];

    public override IReadOnlyList<Incident> Incidents => _incidents;

    public bool Explains(LoneSymbol symbol) => symbol.Kind == NameKind.OwnLabel;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        bool known = symbols.All(symbol => TableExtent.PartOf(Encoding.UTF8.GetBytes(symbol.Text)) is not null);
        string? first = HasNone(comparison.Before) ? "earlier" : HasNone(comparison.After) ? "later" : null;
        bool codeChanged = comparison.Steps.All.Any(step => step.Cause == StepCause.Code);
        return new(
            IncidentClass.OwnLabels, known && first is null ? Confidence.Proven : Confidence.Likely, this,
            $"the table lists its own labels in one pass only: {Wording.List(symbols)} ({Wording.Direction(symbols)})")
        {
            Chain = first is null ? [] :
            [
                $"the {first} image has no table: that is what a first pass looks like, and no fault where the table leaves its labels out",
            ],
            Others = codeChanged ? [new(IncidentClass.Relaxation, "code changed its length besides, without a symbol that tells why")] : [],
            Passes = MorePasses.Help,
            Incident = Incident.Like(Wording.Texts(symbols), _incidents),
        };
    }

    static bool HasNone(SymbolSnapshot side) => side.Table is null or { IsEmpty: true };
}
