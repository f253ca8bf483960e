namespace Kallsyms.Diagnosis.Rules;

/// <summary>Names that are the same apart from optimiser suffixes, or names of source files, which an optimiser makes symbols.</summary>
sealed class OptimiserSuffixes : Rule, ILoneSymbolRule
{
    const string Once = "run the optimiser once (ld -r to one object), and link only that object in every pass";

    static readonly Incident[] _incidents =
    [
        new("I7", "ThinLTO hashes in names", "scripts/kallsyms.c, 6.2", Once) { Sign = "\\.llvm\\." },
        new("I2", "GCC LTO, 2020", "https://github.com/andikleen/linux-misc/issues/35", Once),
    ];

    public override int Number => 7;

    public override string Sees => "names that differ in an optimiser's suffixes";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Artifacts];

    public override IReadOnlyList<Incident> Incidents => _incidents;

    public bool Explains(LoneSymbol symbol) => symbol.IsRenamed || symbol.Kind == NameKind.FileName;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        bool files = symbols.All(symbol => symbol.Kind == NameKind.FileName);
        // Suffixes on both sides: neither build was made without link-time optimisation.
        bool lto = symbols.All(symbol => HasSuffix(symbol.Text));
        string names = Wording.List(symbols);
        return new(
            IncidentClass.Artifacts, lto ? Confidence.Proven : Confidence.Likely, this,
            files ? $"names of source files are in one list only: {names}; link-time optimisation makes them symbols"
                : $"the same symbols have other suffixes: {names}; the optimiser ran again between the passes")
        {
            Passes = MorePasses.DoNotHelp,
            Incident = Incident.Like(Wording.Texts(symbols), _incidents),
        };
    }

    static bool HasSuffix(string name) => name.Contains(".llvm.", StringComparison.Ordinal)
        || name.Contains(".lto_priv.", StringComparison.Ordinal);
}
