using System.Collections;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>
/// The symbols about which a table and its image disagree, in address order. Stored as pairs of numbers, since a list that has nothing
/// to do with the table may have ten million differences.
/// </summary>
sealed class TableDifferences : IReadOnlyList<TableDifference>
{
    const int None = -1;

    readonly SymbolList _table;
    readonly SymbolList _image;
    readonly (int Table, int Image)[] _pairs;

    TableDifferences(SymbolList table, SymbolList image, (int, int)[] pairs) => (_table, _image, _pairs) = (table, image, pairs);

    public int Count => _pairs.Length;

    public TableDifference this[int index]
    {
        get
        {
            (int mine, int other) = _pairs[index];
            return new(
                mine >= 0 ? _table.NameText(mine) : _image.NameText(other),
                mine >= 0 ? _table.Addresses[mine] : null, mine >= 0 ? (char)_table.Types[mine] : ' ',
                other >= 0 ? _image.Addresses[other] : null, other >= 0 ? (char)_image.Types[other] : ' ');
        }
    }

    /// <summary>Pairs symbols of the same name: first those that agree, then the rest in address order.</summary>
    public static TableDifferences Compare(SymbolList table, SymbolList image)
    {
        NameGroups groups = NameGroups.Group(table, .., image, ..);
        var pairs = new List<(int, int)>();
        var inTable = new bool[table.Count];
        var inImage = new bool[image.Count];
        for (int group = 0; group < groups.Count; group++)
        {
            int[] mine = Disagreeing(table, groups.Left(group), image, groups.Right(group), inTable, inImage, out int[] others);
            for (int i = 0; i < Math.Min(mine.Length, others.Length); i++)
            {
                pairs.Add((mine[i], others[i]));
                inTable[mine[i]] = inImage[others[i]] = true;
            }
        }
        pairs.AddRange(Alone(inTable).Select(i => (i, None)));
        pairs.AddRange(Alone(inImage).Select(i => (None, i)));
        return new(table, image, InOrder(table, image, pairs));
    }

    public IEnumerator<TableDifference> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Symbols left after pairing off those with the same address and type; these are marked.
    static int[] Disagreeing(
        SymbolList table, ReadOnlySpan<int> mine, SymbolList image, ReadOnlySpan<int> others, bool[] inTable, bool[] inImage,
        out int[] left)
    {
        if (mine.Length == 1 && others.Length == 1 && Key(table, mine[0]) != Key(image, others[0]))
        {
            left = [others[0]];
            return [mine[0]];
        }
        int[] sortedMine = Sorted(table, mine);
        int[] sortedOthers = Sorted(image, others);
        for (int i = 0, j = 0; i < sortedMine.Length && j < sortedOthers.Length;)
        {
            int order = Key(table, sortedMine[i]).CompareTo(Key(image, sortedOthers[j]));
            if (order == 0)
                inTable[sortedMine[i]] = inImage[sortedOthers[j]] = true;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        left = [.. Untold(others, inImage)];
        return [.. Untold(mine, inTable)];
    }

    static (ulong, byte) Key(SymbolList list, int index) => (list.Addresses[index], list.Types[index]);

    static int[] Sorted(SymbolList list, ReadOnlySpan<int> indexes)
    {
        int[] sorted = indexes.ToArray();
        if (sorted.Length > 1)
            Array.Sort(Array.ConvertAll(sorted, index => Key(list, index)), sorted);
        return sorted;
    }

    static List<int> Untold(ReadOnlySpan<int> indexes, bool[] told)
    {
        var left = new List<int>();
        foreach (int index in indexes)
        {
            if (!told[index])
                left.Add(index);
        }
        return left;
    }

    static IEnumerable<int> Alone(bool[] told) => Enumerable.Range(0, told.Length).Where(i => !told[i]);

    static (int, int)[] InOrder(SymbolList table, SymbolList image, List<(int Table, int Image)> pairs)
    {
        var keys = new ulong[pairs.Count];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = pairs[i].Image >= 0 ? image.Addresses[pairs[i].Image] : table.Addresses[pairs[i].Table];
        return Array.ConvertAll(RadixSort.Order(keys), i => pairs[i]);
    }
}
