using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Builds parts of sentences.</summary>
static class Wording
{
    const int Shown = 3;

    /// <summary>"a", "a and b", "a, b, c and 4 more".</summary>
    public static string List(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nothing",
        1 => names[0],
        <= Shown => string.Join(", ", names.Take(names.Count - 1)) + " and " + names[^1],
        _ => string.Join(", ", names.Take(Shown)) + $" and {names.Count - Shown} more",
    };

    /// <summary>Lists symbols in the same way.</summary>
    public static string List(IReadOnlyList<LoneSymbol> symbols) => List([.. symbols.Select(symbol => symbol.Text)]);

    /// <summary>"+0x10", "-0x8".</summary>
    public static string Delta(long delta) => delta < 0 ? $"-0x{-delta:x}" : $"+0x{delta:x}";

    /// <summary>"came", "went", or both with their numbers.</summary>
    public static string Direction(IReadOnlyList<LoneSymbol> symbols)
    {
        int added = symbols.Count(symbol => symbol.IsAdded);
        return added == symbols.Count ? "only in the later list" : added == 0 ? "only in the earlier list"
            : $"{symbols.Count - added} only in the earlier list, {added} only in the later";
    }

    /// <summary>Returns the name of the symbol at which two lists start to differ; null if they do not.</summary>
    public static string? First(SymbolDiff diff) => diff.First() is not var (before, after) ? null
        : before >= 0 ? diff.Before.NameText(before) : diff.After.NameText(after);

    /// <summary>The names at some indexes, in their order.</summary>
    public static IReadOnlyList<string> Names(SymbolList list, IEnumerable<int> indexes) => [.. indexes.Select(list.NameText)];

    /// <summary>Returns the names of some symbols.</summary>
    public static IReadOnlyList<string> Texts(IReadOnlyList<LoneSymbol> symbols) => [.. symbols.Select(symbol => symbol.Text)];
}
