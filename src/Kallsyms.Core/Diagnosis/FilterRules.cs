namespace Kallsyms.Diagnosis;

/// <summary>Rule 2: what a build compares is equal, and only what it filters out differs.</summary>
static class FilterRules
{
    public static Verdict? Try(Comparison comparison)
    {
        if (!comparison.Filtered.IsEmpty || comparison.All is not { IsEmpty: false } all)
            return null;
        int other = all.Retyped.Length + all.Reordered.Length;
        if (all.SameNames && other == 0)
            return null; // only the table's own labels moved: the rules about tables know more
        NameCauses causes = NameCauses.Of(comparison, all);
        IReadOnlyList<LoneSymbol> labels = causes.Of(Rule.Helpers);
        bool assembler = causes.Total > 0 && labels.Count == causes.Total
            && labels.All(symbol => NameKinds.Of(System.Text.Encoding.UTF8.GetBytes(symbol.Text), symbol.Type) == NameKind.AssemblerLabel);
        string[] names = [.. all.Removed.Select(all.Before.NameText), .. all.Added.Select(all.After.NameText), .. all.Retyped.Select(all.Before.NameText), .. all.Reordered.Select(all.Before.NameText)];
        return new(
            assembler ? IncidentClass.Relaxation : IncidentClass.OtherLink, comparison.AtMost(Confidence.Proven), Rule.LeftOut,
            $"the lists that a build compares are equal; only what System.map leaves out differs: {Wording.List(names)}. Accept it")
        {
            Symbols = names,
            Chain = [Reason(all), "the release's filter removes them from both lists, so table and image agree"],
            Passes = MorePasses.NotNeeded,
            Incident = Incident.Of(assembler ? "K1" : ByLetter(all) ? "L5" : "L1"),
            Others = assembler ? [new(IncidentClass.OtherLink, "one of the links was stripped, the other not")] : [],
        };
    }

    // Debugging labels and absolute values, which one filter dropped by their letter and the other by their name.
    static bool ByLetter(SymbolDiff all) =>
        all.Added.All(i => IsDropped(all.After.Types[i])) && all.Removed.All(i => IsDropped(all.Before.Types[i]));

    static bool IsDropped(byte letter) => letter is (byte)'a' or (byte)'n' or (byte)'N';

    static string Reason(SymbolDiff all) => (all.Added.Length, all.Removed.Length) switch
    {
        (0, 0) => "one of the links orders or types its symbols in another way",
        (_, 0) => "the later link keeps more symbols: it was not stripped like the earlier one (--strip-debug, -S, -X), or its filter differs",
        (0, _) => "the earlier link keeps more symbols: it was not stripped like the later one (--strip-debug, -S, -X), or its filter differs",
        _ => "each of the links has helper symbols that the other lacks",
    };
}
