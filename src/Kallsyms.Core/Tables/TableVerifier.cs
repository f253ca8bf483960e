using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>A symbol about which a table and its image disagree.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="TableAddress">Its address in the table; null if the table lacks it.</param>
/// <param name="TableType">Its type letter in the table.</param>
/// <param name="ImageAddress">Its address in the image; null if the image lacks it.</param>
/// <param name="ImageType">Its type letter in the image.</param>
sealed record TableDifference(string Name, ulong? TableAddress, char TableType, ulong? ImageAddress, char ImageType);

/// <summary>Compares a table with what it ought to contain, symbol by symbol.</summary>
static class TableVerifier
{
    /// <summary>Returns all differences in address order; empty if the lists have the same symbols in the same order.</summary>
    public static IReadOnlyList<TableDifference> Compare(SymbolList table, SymbolList image)
    {
        if (table.IsSame(image))
            return [];
        var differences = TableDifferences.Compare(table, image);
        return differences.Count > 0 ? differences : OtherOrder(table, image);
    }

    /// <summary>Returns null if the index by name lists every symbol once, in order; otherwise one of its errors.</summary>
    public static string? CheckSeqs(SymbolList table, int[] seqs, LtoSuffix suffix)
    {
        var seen = new bool[table.Count];
        for (int i = 0; i < seqs.Length; i++)
        {
            if ((uint)seqs[i] >= (uint)table.Count || seen[seqs[i]])
                return $"{SubTable.SeqsOfNames.Label()}: entry {i} is {seqs[i]}, which is no symbol or was listed before";
            seen[seqs[i]] = true;
        }
        var wrong = new int[Chunks.Count(seqs.Length)];
        Chunks.ForEach(seqs.Length, (chunk, from, to) =>
        {
            for (int i = Math.Max(from, 1); i < to && wrong[chunk] == 0; i++)
                wrong[chunk] = NameIndex.Compare(table, seqs[i - 1], seqs[i], suffix) >= 0 ? i : 0;
        });
        int first = Array.Find(wrong, i => i > 0);
        return first == 0 ? null : $"{SubTable.SeqsOfNames.Label()}: entry {first} ({table.NameText(seqs[first])}) is out of order";
    }

    // The symbols are the same: report the first place where the order differs.
    static TableDifference[] OtherOrder(SymbolList table, SymbolList image)
    {
        int i = 0;
        while (table.Addresses[i] == image.Addresses[i] && table.Types[i] == image.Types[i] && table.Name(i).SequenceEqual(image.Name(i)))
            i++;
        return [new(table.NameText(i), table.Addresses[i], (char)table.Types[i], table.Addresses[i], (char)table.Types[i])];
    }
}
