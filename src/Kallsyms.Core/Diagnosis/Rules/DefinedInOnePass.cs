namespace Kallsyms.Diagnosis.Rules;

/// <summary>A symbol that one pass defines and the other only refers to.</summary>
sealed class DefinedInOnePass : Rule, ILoneSymbolRule
{
    /// <summary>Definitions by the linker script that come and go.</summary>
    public static readonly Incident ProvidedLabels = new(
        "F2", "weak labels become PROVIDE(), 6.10-rc, 2024", "commit c442db3f49f2",
        "define the labels in the same way in every pass: a table from an empty list in the first one (6.11 on, and kallsyms link)");

    public override int Number => 9;

    public override string Sees => "undefined in one pass";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Definition];

    public override IReadOnlyList<Incident> Incidents => [ProvidedLabels];

    public bool Explains(LoneSymbol symbol) => symbol.IsUndefinedElsewhere;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        string are = symbols.Count == 1 ? "is" : "are";
        return new(
            IncidentClass.Definition, Confidence.Likely, this,
            $"{Wording.List(symbols)} {are} defined in one pass and undefined in the other ({Wording.Direction(symbols)})")
        {
            Chain = ["a weak reference, or a label that the linker script provides, has a definition in one of the links only"],
            Passes = MorePasses.Help,
            Incident = ProvidedLabels,
        };
    }
}
