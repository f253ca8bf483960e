namespace Kallsyms.Diagnosis;

/// <summary>Why passes differ.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Before">The earlier of the two passes that were compared.</param>
/// <param name="After">The later one.</param>
/// <param name="Differences">All differences between them.</param>
/// <param name="Notes">Findings beside the verdict: files that are ignored, symbols that no table can hold.</param>
sealed record Explanation(Verdict Verdict, SymbolSnapshot Before, SymbolSnapshot After, SymbolDiff Differences, IReadOnlyList<string> Notes)
{
    /// <summary>All passes, first to last; the last two are the ones compared.</summary>
    public IReadOnlyList<SymbolSnapshot> Passes { get; init; } = [Before, After];
}
