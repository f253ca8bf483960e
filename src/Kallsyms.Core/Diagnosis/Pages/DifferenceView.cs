using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>A symbol that differs, or a run of symbols that moved by the same distance.</summary>
/// <param name="Kind"><c>removed</c>, <c>added</c>, <c>retyped</c>, <c>reordered</c> or <c>moved</c>.</param>
/// <param name="Name">The symbol, or the first symbol of a run.</param>
/// <param name="Last">The last symbol of a run of more than one, or null.</param>
/// <param name="Count">The number of symbols.</param>
/// <param name="Section">The section that it lies in or ends, or null.</param>
/// <param name="Before">The type letter and address in the earlier list, or null.</param>
/// <param name="After">The type letter and address in the later list, or null.</param>
/// <param name="Moved">The distance moved, or null.</param>
sealed record DifferenceView(
    string Kind, string Name, string? Last, int Count, string? Section, string? Before, string? After, string? Moved)
{
    const int MostOfAKind = 200;

    internal static IReadOnlyList<DifferenceView> List(Explanation explanation)
    {
        SymbolDiff diff = explanation.Differences;
        (SymbolSnapshot before, SymbolSnapshot after) = (explanation.Before, explanation.After);
        var found = new List<(ulong Address, DifferenceView View)>();

        void Add(string kind, int i, int j, MoveRun? run = null)
        {
            (SymbolList list, int index) = i >= 0 ? (diff.Before, i) : (diff.After, j);
            bool isPlaced = !list.IsUndefined(index);
            long delta = i >= 0 && j >= 0 ? (long)(diff.After.Addresses[j] - diff.Before.Addresses[i]) : 0;
            found.Add((isPlaced ? list.Addresses[index] : 0, new(
                kind, list.NameText(index), run is { Count: > 1 } ? list.NameText(run.Value.Last) : null, run?.Count ?? 1,
                SectionCounts.SectionOf(explanation, i, j), i < 0 ? null : Side(before, diff.Before, i),
                j < 0 ? null : Side(after, diff.After, j),
                delta == 0 ? null : Wording.Delta(delta))));
        }

        foreach (int i in diff.Removed.Take(MostOfAKind))
            Add("removed", i, -1);
        foreach (int j in diff.Added.Take(MostOfAKind))
            Add("added", -1, j);
        foreach (int i in diff.Retyped.Take(MostOfAKind))
            Add("retyped", i, diff.Later(i));
        foreach (int i in diff.Reordered.Take(MostOfAKind))
            Add("reordered", i, diff.Later(i));
        foreach (MoveRun run in diff.Moved.Take(MostOfAKind))
            Add("moved", run.First, diff.Later(run.First), run);
        return [.. found.OrderBy(item => item.Address).Select(item => item.View)];
    }

    static string Side(SymbolSnapshot side, SymbolList list, int index) =>
        list.IsUndefined(index) ? $"{(char)list.Types[index]} undefined" : $"{(char)list.Types[index]} {side.Hex(list.Addresses[index])}";
}
