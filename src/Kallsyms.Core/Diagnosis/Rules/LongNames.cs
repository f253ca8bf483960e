namespace Kallsyms.Diagnosis.Rules;

/// <summary>Names that the kernel's tool drops because of their length.</summary>
sealed class LongNames : Rule, ILoneSymbolRule
{
    const string Raise = "raise KSYM_NAME_LEN (512 from 6.1 on), or leave these names out on purpose";

    // KSYM_NAME_LEN up to 6.0, and from 6.1 on.
    const int OldLimit = 128;
    const int NewLimit = 512;

    static readonly Incident[] _incidents =
    [
        new("J6", "names of Rust functions, 2021", "https://github.com/Rust-for-Linux/linux/pull/503", Raise) { Sign = "^(_R|_ZN.*17h)" },
        new("J5", "__typeid__ names of clang's CFI, 2020 to 2024", "https://github.com/sonyxperiadev/kernel/issues/2613", Raise),
    ];

    public override int Number => 17;

    public override string Sees => "names that are too long";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Range];

    public override IReadOnlyList<Incident> Incidents => _incidents;

    public bool Explains(LoneSymbol symbol) => symbol.Length >= OldLimit;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        int limit = symbols.Min(symbol => symbol.Length) >= NewLimit ? NewLimit : OldLimit;
        string[] names = [.. symbols.Select(symbol => $"{symbol.Text[..Math.Min(40, symbol.Text.Length)]}... ({symbol.Length} bytes)")];
        return new(
            IncidentClass.Range, limit == NewLimit ? Confidence.Likely : Confidence.Possible, this,
            $"what is missing has long names: {Wording.List(names)}; with KSYM_NAME_LEN {limit} the kernel's tool leaves them out and does "
                + "not fail")
        {
            Passes = MorePasses.DoNotHelp,
            Incident = Incident.Like(Wording.Texts(symbols), _incidents),
        };
    }
}
