using System.Text;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>Stubs, veneers and thunks of the linker that only one pass has.</summary>
sealed class LinkerStubs : Rule, ILoneSymbolRule
{
    const string LeaveOut =
        "leave the stubs out of the table: add their pattern to the ignore list (scripts/mksysmap; lld's thunks are in it from "
        + "6.8 on), or link until nothing changes; kallsyms link does that";

    // Incidents with a sign come first; the last has none.
    static readonly Incident[] _incidents =
    [
        new("A6", "ARMv4 thunks, ld.lld 16, 2024", "scripts/mksysmap, 6.8", LeaveOut) { Sign = "^__ARMv4PILong(BX)?Thunk_" },
        new("A5", "ARM thunks, ld.lld, 2021", "commit efe6e3068067", LeaveOut) { Sign = "^__[A-Za-z0-9]*Thunk_" },
        new("A4", "powerpc long and plt branch stubs, v5.8, 2020", "commit 516d980f8541", LeaveOut)
        {
            Sign = "_branch|\\.plt_call\\.|^__plt_|^__gep_setup_|^__toc_save_",
        },
        new("A2", "ARM Thumb-2 veneers, GNU ld, 2016", "commit b9b74be163a2", LeaveOut) { Sign = "_from_(arm|thumb)$" },
        new("A3", "powerpc64 stubs, GNU ld, 2016", "commit 7e2b37c971a2", LeaveOut),
        new("A1", "ARM veneers, GNU ld, 2015", "commit bd8b22d2888e", LeaveOut),
    ];

    public override int Number => 5;

    public override string Sees => "stubs in one list only";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Stubs];

    public override IReadOnlyList<Incident> Incidents => _incidents;

    public bool Explains(LoneSymbol symbol) => symbol.Kind == NameKind.Stub;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison) => Judge(symbols, comparison.Filtered, leftOut: false);

    /// <summary>Matches stubs that the filter removes from the compared lists: they still take room in the code.</summary>
    public override Verdict? Match(Comparison comparison)
    {
        if (comparison.All is not { SameNames: false } all || comparison.Filtered.Moved.Length == 0)
            return null;
        LoneSymbol[] stubs = LoneSymbols.Find(comparison, all).Where(Explains).ToArray();
        return stubs.Length == 0 ? null : Judge(stubs, all, leftOut: true) with { Symbols = Wording.Texts(stubs) };
    }

    Verdict Judge(IReadOnlyList<LoneSymbol> symbols, SymbolDiff diff, bool leftOut)
    {
        var unknown = symbols.Select(symbol => Encoding.UTF8.GetString(NameKinds.Target(Encoding.UTF8.GetBytes(symbol.Text)))).ToHashSet();
        for (int i = 0; i < diff.After.Count && unknown.Count > 0; i++)
            unknown.Remove(diff.After.NameText(i));
        int added = symbols.Count(symbol => symbol.IsAdded);
        string growth = added == symbols.Count - added ? "as many as before under other names" : $"{Wording.Direction(symbols)}";
        return new(
            IncidentClass.Stubs, unknown.Count == 0 ? Confidence.Proven : Confidence.Likely, this,
            $"the linker made other stubs: {Wording.List(symbols)} ({growth})")
        {
            Chain =
            [
                "a table between code and code pushes both apart, and calls that reach too far need stubs",
                leftOut ? "the newest filter leaves such stubs out of the table, so they only take room; older ones list them, and the "
                    + "table grows"
                    : "stubs are symbols, so the table grows, and may push more calls out of reach",
            ],
            // Stubs cause more stubs, but not without end: at the latest when all far calls have one.
            Passes = MorePasses.Help,
            Incident = Incident.Like(Wording.Texts(symbols), _incidents),
        };
    }
}
