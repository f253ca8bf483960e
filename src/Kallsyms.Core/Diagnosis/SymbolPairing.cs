using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Which symbol of one list is which of another. Names decide; of symbols with one name (kernels have thousands of static functions
/// that share theirs) those belong together that moved as far as their neighbours did. Linear in the number of symbols.
/// </summary>
sealed class SymbolPairing
{
    public const int None = -1;

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

    /// <summary>For each symbol on the left its index on the right, or <see cref="None"/>.</summary>
    public int[] RightOf { get; }

    /// <summary>The other way round.</summary>
    public int[] LeftOf { get; }

    public static SymbolPairing Of(SymbolList left, SymbolList right)
    {
        var pairing = new SymbolPairing(left, right);
        (int start, int leftEnd, int rightEnd) = pairing.PairEnds();
        if (start < leftEnd || start < rightEnd)
            pairing.PairMiddle(start, leftEnd, rightEnd);
        return pairing;
    }

    // Two passes mostly list the same names in the same order.
    (int Start, int LeftEnd, int RightEnd) PairEnds()
    {
        int start = 0;
        int shorter = Math.Min(_left.Count, _right.Count);
        while (start < shorter && SameName(start, start))
            Pair(start, start++);
        int leftEnd = _left.Count;
        int rightEnd = _right.Count;
        while (leftEnd > start && rightEnd > start && SameName(leftEnd - 1, rightEnd - 1))
            Pair(--leftEnd, --rightEnd);
        return (start, leftEnd, rightEnd);
    }

    void PairMiddle(int start, int leftEnd, int rightEnd)
    {
        NameGroups groups = NameGroups.Of(_left, start, leftEnd, _right, start, rightEnd);
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

    // For each symbol on the left how far the nearest paired one before it moved.
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

    // First those that moved with their neighbours and kept their type, then in order, at last whatever is left.
    void PairNamesakes(ReadOnlySpan<int> left, ReadOnlySpan<int> right, ulong[] moved)
    {
        int at = 0;
        foreach (int i in left)
        {
            ulong expected = _left.Addresses[i] + moved[i];
            while (at < right.Length && _right.Addresses[right[at]] < expected)
                at++;
            for (int j = at; j < right.Length && _right.Addresses[right[j]] == expected; j++)
            {
                if (LeftOf[right[j]] == None && _right.Types[right[j]] == _left.Types[i])
                {
                    Pair(i, right[j]);
                    break;
                }
            }
        }
        PairInOrder(left, right, sameType: true);
        PairInOrder(left, right, sameType: false);
    }

    void PairInOrder(ReadOnlySpan<int> left, ReadOnlySpan<int> right, bool sameType)
    {
        int at = 0;
        foreach (int i in left)
        {
            if (RightOf[i] != None)
                continue;
            int j = at;
            while (j < right.Length && (LeftOf[right[j]] != None || sameType && _right.Types[right[j]] != _left.Types[i]))
                j++;
            if (j == right.Length)
                continue;
            Pair(i, right[j]);
            at = j + 1;
        }
    }

    void Pair(int left, int right) => (RightOf[left], LeftOf[right]) = (right, left);

    bool SameName(int left, int right) => _left.Name(left).SequenceEqual(_right.Name(right));

    // The symbols of two ranges by name: indexes of one group stand together, in the order of their list.
    sealed class NameGroups(int[] leftStarts, int[] left, int[] rightStarts, int[] right)
    {
        public int Count => leftStarts.Length - 1;

        public ReadOnlySpan<int> Left(int group) => left.AsSpan(leftStarts[group]..leftStarts[group + 1]);

        public ReadOnlySpan<int> Right(int group) => right.AsSpan(rightStarts[group]..rightStarts[group + 1]);

        public static NameGroups Of(SymbolList left, int leftStart, int leftEnd, SymbolList right, int rightStart, int rightEnd)
        {
            var names = new NameNumbers(leftEnd - leftStart + rightEnd - rightStart);
            int[] leftGroups = names.Number(left, leftStart, leftEnd);
            int[] rightGroups = names.Number(right, rightStart, rightEnd);
            (int[] leftStarts, int[] leftIndexes) = Sort(leftGroups, leftStart, names.Count);
            (int[] rightStarts, int[] rightIndexes) = Sort(rightGroups, rightStart, names.Count);
            return new(leftStarts, leftIndexes, rightStarts, rightIndexes);
        }

        static (int[] Starts, int[] Indexes) Sort(int[] groups, int first, int count)
        {
            var starts = new int[count + 1];
            foreach (int group in groups)
                starts[group + 1]++;
            for (int i = 0; i < count; i++)
                starts[i + 1] += starts[i];
            var indexes = new int[groups.Length];
            int[] next = starts[..^1];
            for (int i = 0; i < groups.Length; i++)
                indexes[next[groups[i]]++] = first + i;
            return (starts, indexes);
        }
    }

    // Numbers names in the order in which they are first met.
    sealed class NameNumbers(int capacity)
    {
        readonly int[] _slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity * 2, 16))];
        readonly (SymbolList List, int Index, uint Hash)[] _names = new (SymbolList, int, uint)[capacity];

        public int Count { get; private set; }

        public int[] Number(SymbolList list, int start, int end)
        {
            var numbers = new int[end - start];
            for (int i = start; i < end; i++)
                numbers[i - start] = Number(list, i);
            return numbers;
        }

        int Number(SymbolList list, int index)
        {
            ReadOnlySpan<byte> name = list.Name(index);
            uint hash = Hash(name);
            for (uint slot = hash & (uint)(_slots.Length - 1); ; slot = slot + 1 & (uint)(_slots.Length - 1))
            {
                int known = _slots[slot] - 1;
                if (known < 0)
                {
                    _names[Count] = (list, index, hash);
                    _slots[slot] = ++Count;
                    return Count - 1;
                }
                if (_names[known].Hash == hash && _names[known].List.Name(_names[known].Index).SequenceEqual(name))
                    return known;
            }
        }

        // Seeded by the process, so that no file can be made of names that collide.
        static uint Hash(ReadOnlySpan<byte> name)
        {
            var hash = new HashCode();
            hash.AddBytes(name);
            return (uint)hash.ToHashCode();
        }
    }
}
