namespace Kallsyms.Symbols.Lists;

/// <summary>
/// Recognises what <c>nm --size-sort</c> prints: it looks like a list, but has the sizes of symbols in the place of their addresses.
/// </summary>
static class SizeColumn
{
    /// <summary>What to give instead.</summary>
    public const string Advice =
        "what nm --size-sort prints, with sizes in the place of addresses: give what nm -S prints, which has both";

    const int MinSymbols = 5;

    // Something is smaller, and no symbol is larger.
    const ulong MaxSmallest = 0x100;
    const ulong MaxSize = 1 << 24;

    // So often code follows data, which addresses keep apart.
    const int MinChanges = 2;

    /// <summary>Whether the addresses of a list, in its order, are sizes.</summary>
    public static bool Is(SymbolList list)
    {
        ReadOnlySpan<ulong> values = list.Addresses;
        if (values.Length < MinSymbols || list.StatedSize(0) != 0)
            return false;
        bool isReverse = values[0] > values[^1];
        (ulong smallest, ulong largest) = isReverse ? (values[^1], values[0]) : (values[0], values[^1]);
        if (smallest is 0 or >= MaxSmallest || largest > MaxSize)
            return false;
        int changes = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (isReverse ? values[i] > values[i - 1] : values[i] < values[i - 1])
                return false;
            changes += TypeLetter.IsFunction(list.Types[i]) && !TypeLetter.IsFunction(list.Types[i - 1]) ? 1 : 0;
        }
        return changes >= MinChanges;
    }
}
