namespace Kallsyms.Diagnosis;

/// <summary>The same names and letters in another order.</summary>
sealed class OrderChange
{
    // What lies between two symbols that change places is looked at no farther than this.
    const int Reach = 1000;

    // More pairs say nothing more.
    const int MaxPairs = 100_000;

    readonly SymbolDiff _diff;

    OrderChange(SymbolDiff diff, IReadOnlyList<(int Symbol, int Other)> crossed) => (_diff, Crossed) = (diff, crossed);

    /// <summary>Earlier indexes of symbols that changed places: one that stands elsewhere now, and one that it passed.</summary>
    public IReadOnlyList<(int Symbol, int Other)> Crossed { get; }

    /// <summary>All that changed places have equal addresses in one pass at least.</summary>
    public bool OnlyEqualAddresses => Crossed.All(pair => Gaps(pair) is (0, _) or (_, 0));

    /// <summary>What changed places; null: nothing, or names and letters differ too.</summary>
    public static OrderChange? Find(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Retyped.Length > 0 || diff.Reordered.Length == 0)
            return null;
        // The parts of an empty table all have one address.
        bool noTable = comparison.Before.Table is { IsEmpty: true } || comparison.After.Table is { IsEmpty: true };
        bool OfTable(int i) => noTable && NameKinds.IsOwnLabel(diff.Before.Name(i), diff.Before.Types[i]);
        (int, int)[] crossed = diff.Reordered.SelectMany(i => Passed(diff, i), (symbol, other) => (symbol, other))
            .Where(pair => !OfTable(pair.symbol) && !OfTable(pair.other)).Take(MaxPairs).ToArray();
        return crossed.Length == 0 ? null : new(diff, crossed);
    }

    /// <summary>How far the other is behind the symbol, in each pass.</summary>
    public (long Before, long After) Gaps((int Symbol, int Other) pair) => (
        (long)(_diff.Before.Addresses[pair.Other] - _diff.Before.Addresses[pair.Symbol]),
        (long)(_diff.After.Addresses[_diff.Later(pair.Other)] - _diff.After.Addresses[_diff.Later(pair.Symbol)]));

    /// <summary>The linker made the symbol of that earlier index.</summary>
    public bool IsLinkerMade(int index) => NameKinds.Of(_diff.Before.Name(index), _diff.Before.Types[index]) == NameKind.LinkerMade;

    // Neighbours that a symbol had on one side and has on the other now.
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
