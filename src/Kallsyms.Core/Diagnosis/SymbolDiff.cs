using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Consecutive symbols that moved by the same distance.</summary>
/// <param name="First">The index of the first in the earlier list.</param>
/// <param name="Last">The index of the last in the earlier list.</param>
/// <param name="Count">How many moved; symbols between them that only one list has are not counted.</param>
/// <param name="Delta">The later address minus the earlier address.</param>
readonly record struct MoveRun(int First, int Last, int Count, long Delta);

/// <summary>The differences between an earlier and a later list of symbols. They are complete: everything else is equal.</summary>
sealed class SymbolDiff
{
    SymbolDiff(SymbolList before, SymbolList after, SymbolPairing pairing)
    {
        (Before, After, Pairing) = (before, after, pairing);
        Removed = Unpaired(pairing.RightOf);
        Added = Unpaired(pairing.LeftOf);
        Retyped = Enumerable.Range(0, before.Count).Where(
            i => pairing.RightOf[i] is >= 0 and int j && before.Types[i] != after.Types[j]).ToArray();
        Moved = Runs(before, after, pairing);
        Reordered = OutOfOrder(pairing);
    }

    /// <summary>The earlier list.</summary>
    public SymbolList Before { get; }

    /// <summary>The later list.</summary>
    public SymbolList After { get; }

    /// <summary>Indexes in <see cref="After"/> of added symbols.</summary>
    public int[] Added { get; }

    /// <summary>Indexes in <see cref="Before"/> of removed symbols.</summary>
    public int[] Removed { get; }

    /// <summary>Indexes in <see cref="Before"/> of symbols with another type letter.</summary>
    public int[] Retyped { get; }

    /// <summary>Runs of moved symbols, in the order of <see cref="Before"/>.</summary>
    public MoveRun[] Moved { get; }

    /// <summary>Indexes in <see cref="Before"/> of reordered symbols: the fewest that explain the new order.</summary>
    public int[] Reordered { get; }

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => SameNames && Retyped.Length == 0 && Moved.Length == 0 && Reordered.Length == 0;

    /// <summary>Whether every symbol is in both lists.</summary>
    public bool SameNames => Added.Length == 0 && Removed.Length == 0;

    /// <summary>The number of symbols that moved.</summary>
    public int MovedCount => Moved.Sum(run => run.Count);

    internal SymbolPairing Pairing { get; }

    /// <summary>Compares two lists.</summary>
    public static SymbolDiff Compare(SymbolList before, SymbolList after) => new(before, after, SymbolPairing.Pair(before, after));

    /// <summary>Returns the later index of an earlier symbol, or -1.</summary>
    public int Later(int before) => Pairing.RightOf[before];

    /// <summary>
    /// Returns the first place, going through both lists from the start, where they differ: an earlier index, a later index, or both if
    /// it is one symbol. Null if they do not differ.
    /// </summary>
    public (int Before, int After)? First()
    {
        int shorter = Math.Min(Before.Count, After.Count);
        int at = 0;
        while (at < shorter && Before.Addresses[at] == After.Addresses[at] && Before.Types[at] == After.Types[at]
            && Before.Name(at).SequenceEqual(After.Name(at)))
        {
            at++;
        }
        if (at == Before.Count && at == After.Count)
            return null;
        // An added or removed symbol precedes those that it moved.
        bool gone = at < Before.Count && Pairing.RightOf[at] < 0;
        bool came = at < After.Count && Pairing.LeftOf[at] < 0;
        if (gone && came)
            return Before.Addresses[at] <= After.Addresses[at] ? (at, -1) : (-1, at);
        if (came || at == Before.Count)
            return (-1, at);
        return (at, Pairing.RightOf[at]);
    }

    static int[] Unpaired(int[] partners)
    {
        var alone = new List<int>();
        for (int i = 0; i < partners.Length; i++)
        {
            if (partners[i] < 0)
                alone.Add(i);
        }
        return [.. alone];
    }

    static MoveRun[] Runs(SymbolList before, SymbolList after, SymbolPairing pairing)
    {
        var runs = new List<MoveRun>();
        MoveRun run = default;
        for (int i = 0; i < before.Count; i++)
        {
            int j = pairing.RightOf[i];
            if (j < 0 || before.IsUndefined(i) || after.IsUndefined(j))
                continue;
            long delta = (long)(after.Addresses[j] - before.Addresses[i]);
            if (delta == run.Delta)
            {
                run = run with { Last = i, Count = run.Count + 1 };
                continue;
            }
            if (run.Delta != 0)
                runs.Add(run);
            run = new(i, i, 1, delta);
        }
        if (run.Delta != 0)
            runs.Add(run);
        return [.. runs];
    }

    // The symbols outside a longest increasing subsequence of later positions.
    static int[] OutOfOrder(SymbolPairing pairing)
    {
        int[] partners = pairing.RightOf;
        int last = -1;
        bool rising = true;
        foreach (int partner in partners)
        {
            rising &= partner < 0 || partner > last;
            last = partner < 0 ? last : partner;
        }
        if (rising)
            return [];

        var tails = new List<int>(); // index of the last symbol of the best sequence of each length
        var previous = new int[partners.Length];
        for (int i = 0; i < partners.Length; i++)
        {
            if (partners[i] < 0)
                continue;
            int low = 0;
            int high = tails.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = partners[tails[middle]] < partners[i] ? (middle + 1, high) : (low, middle);
            }
            previous[i] = low > 0 ? tails[low - 1] : -1;
            if (low == tails.Count)
                tails.Add(i);
            else
                tails[low] = i;
        }
        var kept = new bool[partners.Length];
        for (int i = tails[^1]; i >= 0; i = previous[i])
            kept[i] = true;
        return Enumerable.Range(0, partners.Length).Where(i => partners[i] >= 0 && !kept[i]).ToArray();
    }
}
