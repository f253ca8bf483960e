using System.Text;
using Kallsyms.Demangling;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>The symbols of one name.</summary>
/// <param name="Name">
/// The name; bytes that are not UTF-8 are replaced. <c>.*</c> at the end stands for any number that a compiler added.
/// </param>
/// <param name="Types">The distinct nm letters of its symbols, in table order.</param>
/// <param name="Symbols">The number of symbols that have it.</param>
/// <param name="Length">The length of the name in bytes; of the first if it stands for several.</param>
/// <param name="Bytes">The number of bytes that its symbols take in the table.</param>
readonly record struct NameUse(string Name, string Types, int Symbols, int Length, long Bytes)
{
    /// <summary>How many of the most extreme names are listed.</summary>
    public const int Told = 50;

    /// <summary>The demangled name; null if it is not a Rust or C++ name.</summary>
    public string? Demangled => SymbolDemangler.Demangle(Name);

    internal static IReadOnlyList<NameUse> Longest(SymbolCosts costs) => Most(costs, (_, length, _) => length);

    internal static IReadOnlyList<NameUse> Costliest(SymbolCosts costs) => Most(costs, (_, _, bytes) => bytes, numbered: true);

    internal static IReadOnlyList<NameUse> Duplicates(SymbolCosts costs) => Most(costs, (symbols, _, _) => symbols > 1 ? symbols : null);

    // The names with the highest values, ties in the order of names.
    static NameUse[] Most(SymbolCosts costs, Func<int, int, long, long?> value, bool numbered = false)
    {
        var best = new PriorityQueue<Range, (long Value, int Place)>();
        foreach (Range same in costs.SameName(numbered))
        {
            int first = costs.ByName[same.Start.Value];
            if (value(same.End.Value - same.Start.Value, costs.Symbols.Name(first).Length, Sum(costs, same)) is not long found)
                continue;
            best.Enqueue(same, (found, -same.Start.Value));
            if (best.Count > Told)
                best.Dequeue();
        }
        var uses = new NameUse[best.Count];
        for (int i = uses.Length - 1; i >= 0; i--)
            uses[i] = Make(costs, best.Dequeue());
        return uses;
    }

    static NameUse Make(SymbolCosts costs, Range same)
    {
        ReadOnlySpan<int> symbols = costs.ByName.AsSpan(same);
        string types = "";
        foreach (int symbol in symbols)
        {
            char type = (char)costs.Symbols.Types[symbol];
            types += types.Contains(type, StringComparison.Ordinal) ? "" : type;
        }
        ReadOnlySpan<byte> name = costs.Symbols.Name(symbols[0]);
        bool isOne = name.SequenceEqual(costs.Symbols.Name(symbols[^1]));
        string text = isOne ? costs.Symbols.NameText(symbols[0]) : Encoding.UTF8.GetString(SymbolCosts.WithoutNumber(name)) + ".*";
        return new(text, types, symbols.Length, costs.Symbols.Name(symbols[0]).Length, Sum(costs, same));
    }

    static long Sum(SymbolCosts costs, Range same)
    {
        long bytes = 0;
        foreach (int symbol in costs.ByName.AsSpan(same))
            bytes += costs[symbol];
        return bytes;
    }
}
