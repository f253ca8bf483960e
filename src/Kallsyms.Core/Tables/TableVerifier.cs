using System.Runtime.InteropServices;
using System.Text;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>One symbol about which a table and its image disagree.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="TableAddress">What the table says; null: the table lacks it.</param>
/// <param name="TableType">The table's type letter.</param>
/// <param name="ImageAddress">What the image says; null: the image lacks it.</param>
/// <param name="ImageType">The image's type letter.</param>
public sealed record TableDifference(string Name, ulong? TableAddress, char TableType, ulong? ImageAddress, char ImageType);

/// <summary>Compares what a table says with what it ought to say, symbol by symbol.</summary>
public static class TableVerifier
{
    /// <summary>All differences, in order of address; empty when the lists are the same in the same order.</summary>
    public static IReadOnlyList<TableDifference> Compare(SymbolList table, SymbolList image)
    {
        if (table.IsSame(image))
            return [];
        List<TableDifference> differences = Match(table, image);
        // The same symbols in another order: report the places where the order differs.
        for (int i = 0; differences.Count == 0 && i < table.Count; i++)
        {
            if (!SameAt(table, i, image, i))
                differences.Add(new(table.NameText(i), table.Addresses[i], (char)table.Types[i], image.AddressOf(table.Name(i)), (char)table.Types[i]));
        }
        differences.Sort((left, right) => (left.ImageAddress ?? left.TableAddress!.Value).CompareTo(right.ImageAddress ?? right.TableAddress!.Value));
        return differences;
    }

    /// <summary>Null when the index by name lists every symbol once, in order; otherwise what is wrong.</summary>
    public static string? CheckSeqs(SymbolList table, ReadOnlySpan<int> seqs, NameCut cut)
    {
        var seen = new bool[table.Count];
        for (int i = 0; i < seqs.Length; i++)
        {
            if ((uint)seqs[i] >= (uint)table.Count || seen[seqs[i]])
                return $"{SubTable.SeqsOfNames.Label()}: entry {i} is {seqs[i]}, which is no symbol or was listed before";
            seen[seqs[i]] = true;
            if (i > 0 && NameIndex.Compare(table, seqs[i - 1], seqs[i], cut) >= 0)
                return $"{SubTable.SeqsOfNames.Label()}: entry {i} ({table.NameText(seqs[i])}) is out of order";
        }
        return null;
    }

    static bool SameAt(SymbolList left, int i, SymbolList right, int j) =>
        left.Addresses[i] == right.Addresses[j] && left.Types[i] == right.Types[j] && left.Name(i).SequenceEqual(right.Name(j));

    // Pairs symbols of the same name: first those that agree, then the rest in order of address.
    static List<TableDifference> Match(SymbolList table, SymbolList image)
    {
        var byName = new Dictionary<string, (List<int> Table, List<int> Image)>();
        for (int i = 0; i < table.Count; i++)
            Entry(byName, table, i).Table.Add(i);
        for (int i = 0; i < image.Count; i++)
            Entry(byName, image, i).Image.Add(i);

        var differences = new List<TableDifference>();
        foreach ((string name, (List<int> inTable, List<int> inImage)) in byName)
        {
            for (int i = inTable.Count - 1; i >= 0; i--)
            {
                int same = inImage.FindIndex(j => SameAt(table, inTable[i], image, j));
                if (same < 0)
                    continue;
                inTable.RemoveAt(i);
                inImage.RemoveAt(same);
            }
            for (int i = 0; i < Math.Max(inTable.Count, inImage.Count); i++)
            {
                int? mine = i < inTable.Count ? inTable[i] : null;
                int? other = i < inImage.Count ? inImage[i] : null;
                differences.Add(new(
                    name,
                    mine is int m ? table.Addresses[m] : null, mine is int mt ? (char)table.Types[mt] : ' ',
                    other is int o ? image.Addresses[o] : null, other is int ot ? (char)image.Types[ot] : ' '));
            }
        }
        return differences;
    }

    static ref (List<int> Table, List<int> Image) Entry(Dictionary<string, (List<int> Table, List<int> Image)> map, SymbolList list, int index)
    {
        ref (List<int> Table, List<int> Image) entry =
            ref CollectionsMarshal.GetValueRefOrAddDefault(map, Encoding.Latin1.GetString(list.Name(index)), out bool known);
        if (!known)
            entry = ([], []);
        return ref entry;
    }
}
