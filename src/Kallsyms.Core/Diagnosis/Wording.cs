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

    /// <summary>"1 symbol", "3 symbols".</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

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

    /// <summary>Whether a name is a label set by a linker script rather than a function or object.</summary>
    public static bool IsMarker(ReadOnlySpan<byte> name) =>
        name.StartsWith("__start_"u8) || name.StartsWith("__stop_"u8) || name.StartsWith("__begin_"u8) || name.StartsWith("__end_"u8)
        || name.EndsWith("_start"u8) || name.EndsWith("_end"u8) || name.EndsWith("_begin"u8) || name.EndsWith("_stop"u8)
        || name.StartsWith("_e"u8) || name.StartsWith("_s"u8) || name.StartsWith("__per_cpu_"u8) || name.EndsWith("_loc"u8)
        || name.StartsWith("_text"u8) || name.StartsWith("__bss_"u8) || name.StartsWith("__init_"u8) || name.StartsWith("_data"u8);

    /// <summary>Returns the names at some indexes, in their order.</summary>
    public static IReadOnlyList<string> Names(SymbolList list, IEnumerable<int> indexes) => [.. indexes.Select(list.NameText)];

    /// <summary>Returns the names of some symbols.</summary>
    public static IReadOnlyList<string> Texts(IReadOnlyList<LoneSymbol> symbols) => [.. symbols.Select(symbol => symbol.Text)];
}
