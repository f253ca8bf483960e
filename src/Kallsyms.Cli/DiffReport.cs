using Kallsyms.Differences;

namespace Kallsyms.Cli;

/// <summary>What kallsyms diff tells, as text or as JSON.</summary>
/// <param name="Old">The first input.</param>
/// <param name="New">The second.</param>
/// <param name="All">What was found.</param>
/// <param name="Symbols">What was asked for of it.</param>
/// <param name="Groups">The same in groups; null: not asked for.</param>
/// <param name="Top">So many of each kind, or groups, are listed at most.</param>
sealed record DiffReport(
    string Old, string New, KernelDifferences All, IReadOnlyList<SymbolDifference> Symbols, IReadOnlyList<DifferenceGroup>? Groups, int Top)
{
    public DifferenceTotals Totals { get; } = new(Symbols);

    public bool IsAlike => Symbols.Count == 0;

    public static DiffReport Make(string old, string @new, KernelDifferences all, bool text, bool data, string? by, int top)
    {
        SymbolDifference[] symbols = [.. all.Symbols.Where(symbol => !text && !data
            || text && symbol.Content == SymbolContent.Text || data && symbol.Content == SymbolContent.Data)];
        IReadOnlyList<DifferenceGroup>? groups = by switch
        {
            "prefix" => DifferenceGroup.ByPrefix(symbols),
            "module" => DifferenceGroup.ByModule(symbols),
            _ => null,
        };
        return new(old, @new, all, symbols, groups, top);
    }
}
