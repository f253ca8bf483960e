namespace Kallsyms.Diagnosis.Statistics;

/// <summary>The symbols of one type.</summary>
/// <param name="Type">nm's letter.</param>
/// <param name="Symbols">The number of symbols.</param>
/// <param name="NameBytes">Their size in the names sub-table, in bytes.</param>
/// <param name="Bytes">Their total size in the table, in bytes.</param>
readonly record struct TypeUse(string Type, int Symbols, long NameBytes, long Bytes)
{
    internal static IReadOnlyList<TypeUse> Count(SymbolCosts costs)
    {
        var uses = new TypeUse[256];
        for (int symbol = 0; symbol < costs.Count; symbol++)
        {
            ref TypeUse use = ref uses[costs.Symbols.Types[symbol]];
            use = new("", use.Symbols + 1, use.NameBytes + costs.NameBytes(symbol), use.Bytes + costs[symbol]);
        }
        return Enumerable.Range(0, uses.Length)
            .Where(type => uses[type].Symbols > 0)
            .Select(type => uses[type] with { Type = ((char)type).ToString() })
            .OrderByDescending(use => use.Bytes).ToArray();
    }
}
