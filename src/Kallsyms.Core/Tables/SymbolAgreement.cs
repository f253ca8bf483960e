using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>
/// How the addresses of a table agree with the image's own symbol table. Only a symbol in both at different addresses is a
/// contradiction: a symbol table may be partly stripped, and a table does not list everything.
/// </summary>
/// <param name="Same">Entries that the symbol table has at the same address.</param>
/// <param name="Elsewhere">Entries that it has at another address.</param>
/// <param name="Absent">Entries whose name it does not have, or not as often.</param>
sealed record SymbolAgreement(int Same, int Elsewhere, int Absent)
{
    /// <summary>The entry with the lowest table address that has another address in the image; null if there is none.</summary>
    public (string Name, ulong InTable, ulong InImage)? First { get; private init; }

    /// <summary>The table's address error in bytes if it is the same for all such entries; otherwise null.</summary>
    public long? Distance { get; private init; }

    /// <summary>Compares by name and address, in O(n log n) time however many symbols share a name or an address.</summary>
    /// <param name="table">The table's entries.</param>
    /// <param name="image">The image's own symbols; undefined ones are ignored.</param>
    internal static SymbolAgreement Compare(SymbolList table, SymbolList image)
    {
        Key[] left = Sorted(table);
        Key[] right = Sorted(image);
        int same = 0;
        int absent = 0;
        var apart = new List<(int Table, int Image)>();
        var unmatchedLeft = new List<int>();
        var unmatchedRight = new List<int>();
        for (int i = 0, j = 0; i < left.Length;)
        {
            while (j < right.Length && right[j].CompareName(left[i]) < 0)
                j++;
            unmatchedLeft.Clear();
            unmatchedRight.Clear();
            same += MatchName(left, ref i, right, ref j, unmatchedLeft, unmatchedRight);
            int pairs = Math.Min(unmatchedLeft.Count, unmatchedRight.Count);
            for (int k = 0; k < pairs; k++)
                apart.Add((unmatchedLeft[k], unmatchedRight[k]));
            absent += unmatchedLeft.Count - pairs;
        }
        return new SymbolAgreement(same, apart.Count, absent) with
        {
            First = FirstOf(apart, table, image),
            Distance = DistanceOf(apart, table, image),
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        int all = Same + Elsewhere + Absent;
        if (First is not var (name, inTable, inImage))
            return $"{Same} of {all} symbols are in the image's symbol table, at the same address";
        string by = Distance is long distance ? $", all by {(distance < 0 ? "-" : "+")}0x{Math.Abs(distance):x}" : "";
        return $"{Elsewhere} of {all} symbols are at another address than in the image's symbol table{by}; "
            + $"the first is {name}, 0x{inTable:x} in the table, 0x{inImage:x} in the image";
    }

    // The entries of one name, in address order on both sides.
    static int MatchName(Key[] left, ref int i, Key[] right, ref int j, List<int> unmatchedLeft, List<int> unmatchedRight)
    {
        Key name = left[i];
        int same = 0;
        while (i < left.Length && left[i].CompareName(name) == 0)
        {
            bool more = j < right.Length && right[j].CompareName(name) == 0;
            if (more && right[j].Address < left[i].Address)
            {
                unmatchedRight.Add(right[j++].Index);
            }
            else if (more && right[j].Address == left[i].Address)
            {
                (i, j) = (i + 1, j + 1);
                same++;
            }
            else
            {
                unmatchedLeft.Add(left[i++].Index);
            }
        }
        for (; j < right.Length && right[j].CompareName(name) == 0; j++)
            unmatchedRight.Add(right[j].Index);
        return same;
    }

    static Key[] Sorted(SymbolList list)
    {
        var keys = new Key[list.Count];
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (!list.IsUndefined(i))
                keys[count++] = new(list, NameHash.Of(list.Name(i)), list.Addresses[i], i);
        }
        Array.Resize(ref keys, count);
        Array.Sort(keys);
        return keys;
    }

    static (string, ulong, ulong)? FirstOf(List<(int Table, int Image)> apart, SymbolList table, SymbolList image)
    {
        if (apart.Count == 0)
            return null;
        (int first, int other) = apart.MinBy(pair => (table.Addresses[pair.Table], pair.Table));
        return (table.NameText(first), table.Addresses[first], image.Addresses[other]);
    }

    static long? DistanceOf(List<(int Table, int Image)> apart, SymbolList table, SymbolList image)
    {
        long? distance = null;
        foreach ((int first, int other) in apart)
        {
            long each = (long)(table.Addresses[first] - image.Addresses[other]);
            if ((distance ??= each) != each)
                return null;
        }
        return distance;
    }

    // Sorted by name, first by its hash, which tells nearly all names apart.
    readonly record struct Key(SymbolList List, ulong Hash, ulong Address, int Index) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            int order = CompareName(other);
            if (order == 0)
                order = Address.CompareTo(other.Address);
            return order != 0 ? order : Index.CompareTo(other.Index);
        }

        public int CompareName(in Key other) => Hash != other.Hash ? Hash.CompareTo(other.Hash)
            : List.Name(Index).SequenceCompareTo(other.List.Name(other.Index));
    }
}
