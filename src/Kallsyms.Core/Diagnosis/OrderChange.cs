namespace Kallsyms.Diagnosis;

/// <summary>The same names and letters in another order.</summary>
sealed class OrderChange
{
    // The maximum distance, in symbols, between two that change places.
    const int Reach = 1000;

    // More pairs add no information.
    const int MaxPairs = 100_000;

    readonly SymbolDiff _diff;

    OrderChange(SymbolDiff diff, IReadOnlyList<(int Symbol, int Other)> crossed) => (_diff, Crossed) = (diff, crossed);

    /// <summary>Pairs of earlier indexes: a symbol that was reordered, and one that it passed.</summary>
    public IReadOnlyList<(int Symbol, int Other)> Crossed { get; }

    /// <summary>Whether all symbols that changed places have equal addresses in at least one pass.</summary>
    public bool OnlyEqualAddresses => Crossed.All(pair => Gaps(pair) is (0, _) or (_, 0));

    /// <summary>Finds the change of order; null if there is none, or if names or letters differ too.</summary>
    public static OrderChange? Find(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Retyped.Length > 0 || diff.Reordered.Length == 0)
            return null;
        // All parts of an empty table have the same address.
        bool noTable = comparison.Before.Table is { IsEmpty: true } || comparison.After.Table is { IsEmpty: true };
        bool OfTable(int i) => noTable && NameKinds.IsOwnLabel(diff.Before.Name(i), diff.Before.Types[i]);
        (int, int)[] crossed = diff.Reordered.SelectMany(i => Passed(diff, i), (symbol, other) => (symbol, other))
            .Where(pair => !OfTable(pair.symbol) && !OfTable(pair.other)).Take(MaxPairs).ToArray();
        return crossed.Length == 0 ? null : new(diff, crossed);
    }

    /// <summary>Returns the distance from the symbol to the other, in each pass.</summary>
    public (long Before, long After) Gaps((int Symbol, int Other) pair) => (
        (long)(_diff.Before.Addresses[pair.Other] - _diff.Before.Addresses[pair.Symbol]),
        (long)(_diff.After.Addresses[_diff.Later(pair.Other)] - _diff.After.Addresses[_diff.Later(pair.Symbol)]));

    /// <summary>Whether the linker created the symbol at that earlier index.</summary>
    public bool IsLinkerMade(int index) => NameKinds.Of(_diff.Before.Name(index), _diff.Before.Types[index]) == NameKind.LinkerMade;

    // Neighbours that were on one side of a symbol and are now on the other.
    static IEnumerable<int> Passed(SymbolDiff diff, int index)
    {
        int place = diff.Later(index);
        for (int i = index + 1; i < Math.Min(diff.Before.Count, index + Reach); i++)
        {
            int other = diff.Later(i);
            if (other < 0)
                continue;
            if (other > place)
                break;
            yield return i;
        }
        for (int i = index - 1; i > Math.Max(-1, index - Reach); i--)
        {
            int other = diff.Later(i);
            if (other < 0)
                continue;
            if (other < place)
                break;
            yield return i;
        }
    }
}
