using Kallsyms.Differences;

namespace Kallsyms.Cli;

/// <summary>The output of kallsyms diff, as text or JSON.</summary>
/// <param name="Old">The first input.</param>
/// <param name="New">The second input.</param>
/// <param name="All">All differences.</param>
/// <param name="Symbols">The differences that were requested.</param>
/// <param name="Groups">The same differences in groups; null if not requested.</param>
/// <param name="Top">The maximum number listed of each kind, or of groups.</param>
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
