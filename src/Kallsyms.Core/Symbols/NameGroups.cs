namespace Kallsyms.Symbols;

/// <summary>
/// Groups the symbols of two lists by name, with the indexes in each list in list order. Names that only one list has are in no group.
/// </summary>
sealed class NameGroups
{
    const int None = -1;

    readonly int[] _leftStarts;
    readonly int[] _left;
    readonly int[] _rightStarts;
    readonly int[] _right;

    NameGroups((int[] Starts, int[] Indexes) left, (int[] Starts, int[] Indexes) right) =>
        (_leftStarts, _left, _rightStarts, _right) = (left.Starts, left.Indexes, right.Starts, right.Indexes);

    /// <summary>The number of groups, some of which may be empty on one side.</summary>
    public int Count => _leftStarts.Length - 1;

    public ReadOnlySpan<int> Left(int group) => _left.AsSpan(_leftStarts[group].._leftStarts[group + 1]);

    public ReadOnlySpan<int> Right(int group) => _right.AsSpan(_rightStarts[group].._rightStarts[group + 1]);

    /// <summary>Groups a range of each list.</summary>
    public static NameGroups Group(SymbolList left, Range leftRange, SymbolList right, Range rightRange)
    {
        (int leftStart, int leftCount) = leftRange.GetOffsetAndLength(left.Count);
        (int rightStart, int rightCount) = rightRange.GetOffsetAndLength(right.Count);
        // Only names of the smaller list take memory.
        var names = new NameNumbers(Math.Min(leftCount, rightCount));
        int[] rightGroups = leftCount < rightCount ? [] : names.Number(right, rightStart, rightCount);
        int[] leftGroups = leftCount < rightCount ? names.Number(left, leftStart, leftCount) : names.Find(left, leftStart, leftCount);
        if (leftCount < rightCount)
            rightGroups = names.Find(right, rightStart, rightCount);
        return new(Sort(leftGroups, leftStart, names.Count), Sort(rightGroups, rightStart, names.Count));
    }

    static (int[] Starts, int[] Indexes) Sort(int[] groups, int first, int count)
    {
        var starts = new int[count + 1];
        foreach (int group in groups)
        {
            if (group != None)
                starts[group + 1]++;
        }
        for (int i = 0; i < count; i++)
            starts[i + 1] += starts[i];
        var indexes = new int[starts[count]];
        int[] next = starts[..^1];
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] != None)
                indexes[next[groups[i]]++] = first + i;
        }
        return (starts, indexes);
    }

    // Numbers names in the order in which they first occur.
    sealed class NameNumbers(int capacity)
    {
        readonly int[] _slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity * 2L, 16))];
        readonly (SymbolList List, int Index, uint Hash)[] _names = new (SymbolList, int, uint)[capacity];

        public int Count { get; private set; }

        public int[] Number(SymbolList list, int start, int count)
        {
            var numbers = new int[count];
            for (int i = 0; i < count; i++)
            {
                ref int slot = ref SlotOf(list, start + i, out uint hash);
                if (slot == 0)
                {
                    _names[Count] = (list, start + i, hash);
                    slot = ++Count;
                }
                numbers[i] = slot - 1;
            }
            return numbers;
        }

        // None for names without a number.
        public int[] Find(SymbolList list, int start, int count)
        {
            var numbers = new int[count];
            for (int i = 0; i < count; i++)
                numbers[i] = SlotOf(list, start + i, out _) - 1;
            return numbers;
        }

        // The slot that holds the name's number plus one, or 0 where it would go.
        ref int SlotOf(SymbolList list, int index, out uint hash)
        {
            ReadOnlySpan<byte> name = list.Name(index);
            hash = Hash(name);
            for (uint slot = hash & (uint)(_slots.Length - 1); ; slot = slot + 1 & (uint)(_slots.Length - 1))
            {
                int known = _slots[slot] - 1;
                if (known < 0 || _names[known].Hash == hash && _names[known].List.Name(_names[known].Index).SequenceEqual(name))
                    return ref _slots[slot];
            }
        }

        // Seeded per process, so that no file can be crafted with colliding names.
        static uint Hash(ReadOnlySpan<byte> name)
        {
            var hash = new HashCode();
            hash.AddBytes(name);
            return (uint)hash.ToHashCode();
        }
    }
}
