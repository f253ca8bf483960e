using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Two passes with the same symbols whose images have other tables. Each table was made of an earlier pass, so its size tells about a list
/// that is not there.
/// </summary>
/// <param name="Entries">By how many entries it grew.</param>
/// <param name="Names">By how many bytes the compressed names grew.</param>
/// <param name="Tokens">By how many bytes the token table grew.</param>
/// <param name="Total">By how many bytes the whole grew.</param>
sealed record TableChange(long Entries, long Names, long Tokens, long Total)
{
    /// <summary>What changed; null: other symbols, no tables, or something moved before the table.</summary>
    public static TableChange? Find(Comparison comparison)
    {
        SymbolDiff diff = comparison.All is { IsEmpty: false } all ? all : comparison.Filtered;
        if (!diff.SameNames || comparison.Before.Table is not { IsEmpty: false } before
            || comparison.After.Table is not { IsEmpty: false } after)
        {
            return null;
        }
        // What moved before the table moved for another reason.
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
            // Less than one entry is padding.
            if (before.Size(part) is { } then && after.Size(part) is { } now && MoveSteps.Magnitude(now - then) >= (ulong)width)
                return (now - then) / width;
        }
        return 0;
    }

    static long Change(TableExtent before, TableExtent after, SubTable part) => (after.Size(part) ?? 0) - (before.Size(part) ?? 0);

    static long Size(TableExtent table) => (long)(table.End - table.Start);
}
