namespace Kallsyms.Diagnosis.Statistics;

/// <summary>The symbols of one type.</summary>
/// <param name="Type">nm's letter.</param>
/// <param name="Symbols">Number of symbols.</param>
/// <param name="NameBytes">Their bytes in the names sub-table.</param>
/// <param name="Bytes">All their bytes in the table.</param>
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
