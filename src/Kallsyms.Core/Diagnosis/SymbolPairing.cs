using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Pairs the symbols of two lists by name. Symbols of the same name (kernels have thousands of static functions that share theirs) are
/// paired if they moved as far as their neighbours did. Linear in the number of symbols.
/// </summary>
sealed class SymbolPairing
{
    public const int None = -1;

    const int Types = 256;

    readonly SymbolList _left;
    readonly SymbolList _right;

    SymbolPairing(SymbolList left, SymbolList right)
    {
        (_left, _right) = (left, right);
        RightOf = new int[left.Count];
        LeftOf = new int[right.Count];
        RightOf.AsSpan().Fill(None);
        LeftOf.AsSpan().Fill(None);
    }

    /// <summary>For each symbol on the left, its index on the right, or <see cref="None"/>.</summary>
    public int[] RightOf { get; }

    /// <summary>For each symbol on the right, its index on the left, or <see cref="None"/>.</summary>
    public int[] LeftOf { get; }

    public static SymbolPairing Pair(SymbolList left, SymbolList right)
    {
        var pairing = new SymbolPairing(left, right);
        (int start, int leftEnd, int rightEnd) = pairing.PairEnds();
        if (start < leftEnd || start < rightEnd)
            pairing.PairMiddle(start, leftEnd, rightEnd);
        return pairing;
    }

    // Two passes usually list the same names in the same order.
    (int Start, int LeftEnd, int RightEnd) PairEnds()
    {
        int start = 0;
        int shorter = Math.Min(_left.Count, _right.Count);
        while (start < shorter && SameName(start, start))
        {
            Pair(start, start);
            start++;
        }
        int leftEnd = _left.Count;
        int rightEnd = _right.Count;
        while (leftEnd > start && rightEnd > start && SameName(leftEnd - 1, rightEnd - 1))
            Pair(--leftEnd, --rightEnd);
        return (start, leftEnd, rightEnd);
    }

    void PairMiddle(int start, int leftEnd, int rightEnd)
    {
        NameGroups groups = NameGroups.Group(_left, start..leftEnd, _right, start..rightEnd);
        for (int group = 0; group < groups.Count; group++)
        {
            ReadOnlySpan<int> left = groups.Left(group);
            ReadOnlySpan<int> right = groups.Right(group);
            if (left.Length == 1 && right.Length == 1)
                Pair(left[0], right[0]);
        }
        ulong[] moved = Neighbours();
        for (int group = 0; group < groups.Count; group++)
        {
            ReadOnlySpan<int> left = groups.Left(group);
            ReadOnlySpan<int> right = groups.Right(group);
            if (left.Length > 0 && right.Length > 0 && left.Length + right.Length > 2)
                PairNamesakes(left, right, moved);
        }
    }

    // For each symbol on the left, how far the nearest paired one before it moved.
    ulong[] Neighbours()
    {
        var moved = new ulong[_left.Count];
        ulong last = 0;
        for (int i = 0; i < moved.Length; i++)
        {
            if (RightOf[i] is >= 0 and int other)
                last = _right.Addresses[other] - _left.Addresses[i];
            moved[i] = last;
        }
        return moved;
    }

    // First those that moved with their neighbours and kept their type, then in order, finally whatever is left. Each step examines
    // every symbol of the group a bounded number of times, however many share an address.
    void PairNamesakes(ReadOnlySpan<int> left, ReadOnlySpan<int> right, ulong[] moved)
    {
        PairExpected(left, right, moved);
        PairInOrder(left, right, sameType: true);
        PairInOrder(left, right, sameType: false);
    }

    void PairExpected(ReadOnlySpan<int> left, ReadOnlySpan<int> right, ulong[] moved)
    {
        // Where to continue, for each type, among those at one address.
        Span<(int Run, int Next)> places = stackalloc (int, int)[Types];
        places.Clear();
        int run = 0;
        int at = 0;
        ulong? last = null;
        foreach (int i in left)
        {
            ulong expected = _left.Addresses[i] + moved[i];
            while (at < right.Length && _right.Addresses[right[at]] < expected)
                at++;
            run += expected == last ? 0 : 1;
            last = expected;
            byte type = _left.Types[i];
            int j = places[type].Run == run ? places[type].Next : at;
            while (j < right.Length && _right.Addresses[right[j]] == expected
                && (LeftOf[right[j]] != None || _right.Types[right[j]] != type))
            {
                j++;
            }
            if (j < right.Length && _right.Addresses[right[j]] == expected)
                Pair(i, right[j]);
            places[type] = (run, j);
        }
    }

    void PairInOrder(ReadOnlySpan<int> left, ReadOnlySpan<int> right, bool sameType)
    {
        Span<int> next = stackalloc int[Types];
        next.Clear();
        foreach (int i in left)
        {
            if (RightOf[i] != None)
                continue;
            ref int j = ref next[sameType ? _left.Types[i] : 0];
            while (j < right.Length && (LeftOf[right[j]] != None || sameType && _right.Types[right[j]] != _left.Types[i]))
                j++;
            if (j < right.Length)
                Pair(i, right[j]);
        }
    }

    void Pair(int left, int right) => (RightOf[left], LeftOf[right]) = (right, left);

    bool SameName(int left, int right) => _left.Name(left).SequenceEqual(_right.Name(right));
}
