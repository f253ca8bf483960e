namespace Kallsyms.Diagnosis.Rules;

/// <summary>What a build compares is equal; only what it filters out differs.</summary>
sealed class FilteredOut : Rule
{
    static readonly Incident _strippedOnce = new(
        "L1", "--strip-debug on temporary links only", "commit af73d78bd384",
        "nothing, where what a build compares is equal; else link with the same options each time (--strip-debug, -S, -X)");

    static readonly Incident _twoFilters = new(
        "L5", "two filters that had to agree, until 2023", "commit 94ff2f63d6a3",
        "nothing: what a build compares is equal. Use one filter for both lists (6.1 on)");

    public override int Number => 2;

    public override string Sees => "the filtered lists are equal, and only what filters remove differs";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.OtherLink, IncidentClass.Relaxation];

    public override IReadOnlyList<Incident> Incidents => [_strippedOnce, _twoFilters, HelperLabels.OfTheAssembler];

    public override Verdict? Match(Comparison comparison)
    {
        if (!comparison.Filtered.IsEmpty || comparison.All is not { IsEmpty: false } all)
            return null;
        if (all.SameNames && all.Retyped.Length + all.Reordered.Length == 0)
            return null; // only the table's own labels moved: the rules about tables are more specific
        bool assembler = OnlyAssemblerLabels(LoneSymbols.Find(comparison, all));
        string[] names =
        [
            .. all.Removed.Select(all.Before.NameText), .. all.Added.Select(all.After.NameText),
            .. all.Retyped.Select(all.Before.NameText), .. all.Reordered.Select(all.Before.NameText),
        ];
        return new(
            assembler ? IncidentClass.Relaxation : IncidentClass.OtherLink, comparison.AtMost(Confidence.Proven), this,
            $"the lists that a build compares are equal; only what System.map leaves out differs: {Wording.List(names)}. Accept it")
        {
            Symbols = names,
            Chain = [Reason(all), "the release's filter removes them from both lists, so table and image agree"],
            Passes = MorePasses.NotNeeded,
            Incident = assembler ? HelperLabels.OfTheAssembler : ByLetter(all) ? _twoFilters : _strippedOnce,
            Others = assembler ? [new(IncidentClass.OtherLink, "one of the links was stripped, the other not")] : [],
        };
    }

    static bool OnlyAssemblerLabels(LoneSymbol[] symbols) =>
        symbols.Length > 0 && symbols.All(symbol => symbol is { Kind: NameKind.AssemblerLabel, RangeLabel: null, IsRenamed: false });

    // Debugging labels and absolute values that one filter dropped by letter and the other by name.
    static bool ByLetter(SymbolDiff all) =>
        all.Added.All(i => IsDropped(all.After.Types[i])) && all.Removed.All(i => IsDropped(all.Before.Types[i]));

    static bool IsDropped(byte letter) => letter is (byte)'a' or (byte)'n' or (byte)'N';

    static string Reason(SymbolDiff all) => (all.Added.Length, all.Removed.Length) switch
    {
        (0, 0) => "one of the links orders or types its symbols differently",
        (_, 0) => "the later link keeps more symbols: it was not stripped like the earlier one (--strip-debug, -S, -X), or its filter "
            + "differs",
        (0, _) => "the earlier link keeps more symbols: it was not stripped like the later one (--strip-debug, -S, -X), or its filter "
            + "differs",
        _ => "each of the links has helper symbols that the other lacks",
    };
}
