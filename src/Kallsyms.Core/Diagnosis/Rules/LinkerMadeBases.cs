namespace Kallsyms.Diagnosis.Rules;

/// <summary>Bases of small data, which the linker creates: in one list only, or elsewhere in the order.</summary>
sealed class LinkerMadeBases : Rule, ILoneSymbolRule
{
    static readonly Incident _smallDataBase = new(
        "F1", "ppc32 _SDA_BASE_, 2.6.7-mm6, 2004", "13859.1089099082@kao2.melbourne.sgi.com",
        "leave _SDA_BASE_ and _SDA2_BASE_ out of the table (2.6.8 on)");

    public override int Number => 9;

    public override string Sees => "made by the linker";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Definition];

    public override IReadOnlyList<Incident> Incidents => [_smallDataBase];

    public bool Explains(LoneSymbol symbol) => symbol.Kind == NameKind.LinkerMade;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison) =>
        Judge(Wording.List(symbols), $"in one list only ({Wording.Direction(symbols)})");

    /// <summary>Matches if all symbols that changed places are such bases, or were passed by one.</summary>
    public override Verdict? Match(Comparison comparison)
    {
        if (comparison.Order is not { } order)
            return null;
        int[] made = order.Crossed.Select(
            pair => order.IsLinkerMade(pair.Symbol) ? pair.Symbol : order.IsLinkerMade(pair.Other) ? pair.Other : -1).ToArray();
        if (made.Contains(-1))
            return null;
        IReadOnlyList<string> names = Wording.Names(comparison.Filtered.Before, made.Distinct());
        return Judge(Wording.List(names), "elsewhere among the others") with { Symbols = names };
    }

    Verdict Judge(string names, string what) => new(
        IncidentClass.Definition, Confidence.Likely, this, $"{names}, made by the linker, is {what}")
    {
        Passes = MorePasses.Help,
        Incident = _smallDataBase,
    };
}
