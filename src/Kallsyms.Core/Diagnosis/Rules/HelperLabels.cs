namespace Kallsyms.Diagnosis.Rules;

/// <summary>Compiler and assembler labels that one of the links or filters drops.</summary>
sealed class HelperLabels : Rule, ILoneSymbolRule
{
    /// <summary>Labels of relaxable code.</summary>
    public static readonly Incident OfTheAssembler = new(
        "K1", "LoongArch L0, 2022", "commit c17a2538704f",
        "filter assembler labels (L0) in both lists, or strip the temporary links as the final one");

    const string Patterns = "add the pattern to the ignore list of both filters, anchored, with its dots escaped";

    static readonly Incident[] _ofTheCompiler =
    [
        new("F3", "s390 with KASAN, .LASANPC labels, 2019", "commit 33177f01ca3f", Patterns) { Sign = "^\\.LASANPC" },
        new("F4", "labels of the compiler in the list, 2015 to 2020", "scripts/mksysmap, 5.7", Patterns),
    ];

    public override int Number => 8;

    public override string Sees => "labels of compilers and assemblers in one list only";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Definition, IncidentClass.Relaxation];

    public override IReadOnlyList<Incident> Incidents => [.. _ofTheCompiler, OfTheAssembler];

    public bool Explains(LoneSymbol symbol) => symbol.Kind is NameKind.Helper or NameKind.AssemblerLabel;

    // Thunks bring mapping symbols with them.
    public bool ComesWith(IncidentClass cause) => cause == IncidentClass.Stubs;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        bool assembler = symbols.All(symbol => symbol.Kind == NameKind.AssemblerLabel);
        string count = Quantity.Of(symbols.Count, assembler ? "assembler label" : "helper symbol");
        return new(
            assembler ? IncidentClass.Relaxation : IncidentClass.Definition, Confidence.Likely, this,
            $"{count}, of no meaning to people, {(symbols.Count == 1 ? "is" : "are")} in one list: "
            + $"{Wording.List(symbols)} ({Wording.Direction(symbols)}). One of the links or filters drops them")
        {
            Passes = MorePasses.DoNotHelp,
            Incident = assembler ? OfTheAssembler : Incident.Like(Wording.Texts(symbols), _ofTheCompiler),
        };
    }
}
