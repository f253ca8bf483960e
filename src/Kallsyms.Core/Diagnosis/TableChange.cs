using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Two passes with the same symbols but different tables in their images. Each table was made from an earlier pass, so its size says
/// something about a list that is not available.
/// </summary>
/// <param name="Entries">The growth of the number of entries.</param>
/// <param name="Names">The growth of the compressed names in bytes.</param>
/// <param name="Tokens">The growth of the token table in bytes.</param>
/// <param name="Total">The growth of the whole table in bytes.</param>
sealed record TableChange(long Entries, long Names, long Tokens, long Total)
{
    /// <summary>Finds the change; null if symbols differ, there are no tables, or something moved before the table.</summary>
    public static TableChange? Find(Comparison comparison)
    {
        SymbolDiff diff = comparison.All is { IsEmpty: false } all ? all : comparison.Filtered;
        if (!diff.SameNames || comparison.Before.Table is not { IsEmpty: false } before
            || comparison.After.Table is not { IsEmpty: false } after)
        {
            return null;
        }
        // Symbols before the table moved for another reason.
        if (diff.Moved.Length == 0 || diff.Before.Addresses[diff.Moved[0].First] < before.Start)
            return null;
        return new(
            EntriesChanged(before, after, comparison.Before.Wide), Change(before, after, SubTable.Names),
            Change(before, after, SubTable.TokenTable), Size(after) - Size(before));
    }

    static long EntriesChanged(TableExtent before, TableExtent after, bool wide)
    {
        (SubTable, int)[] parts = [(SubTable.Addresses, wide ? 8 : 4), (SubTable.Offsets, 4), (SubTable.SeqsOfNames, 3)];
        foreach ((SubTable part, int width) in parts)
        {
            // A difference of less than one entry is padding.
            if (before.Size(part) is { } then && after.Size(part) is { } now && MoveSteps.Magnitude(now - then) >= (ulong)width)
                return (now - then) / width;
        }
        return 0;
    }

    static long Change(TableExtent before, TableExtent after, SubTable part) => (after.Size(part) ?? 0) - (before.Size(part) ?? 0);

    static long Size(TableExtent table) => (long)(table.End - table.Start);
}
