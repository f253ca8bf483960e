using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Rules 14 and 15, and 3 as far as two passes show it: the symbols are the same, and the table in the image is not. That table was made
/// of an earlier pass, so its size tells about a list that is not there.
/// </summary>
static class TableRules
{
    public static Verdict? Try(Comparison comparison)
    {
        SymbolDiff diff = comparison.All is { IsEmpty: false } all ? all : comparison.Filtered;
        if (!diff.SameNames || comparison.Before.Table is not { IsEmpty: false } before || comparison.After.Table is not { IsEmpty: false } after)
            return null;
        // What moved before the table moved for another reason.
        if (diff.Moved.Length == 0 || diff.Before.Addresses[diff.Moved[0].First] < before.Start)
            return null;
        long entries = EntriesChanged(before, after, comparison.Before.Wide);
        if (entries != 0)
            return Membership(comparison, entries);
        long names = Change(before, after, SubTable.Names);
        long tokens = Change(before, after, SubTable.TokenTable);
        return names == 0 && tokens == 0 ? null : Tokens(comparison, names, tokens, Total(after) - Total(before));
    }

    static Verdict Membership(Comparison comparison, long entries)
    {
        string count = Wording.Count(Math.Abs(entries), "symbol");
        string summary = $"{count} {(entries > 0 ? "entered" : "left")} the table between the passes, while both lists have the same symbols";
        List<string> chain =
        [
            $"the sub-table with one entry for each symbol {(entries > 0 ? "grew" : "shrank")} by {Math.Abs(entries)} entries",
            "each table lists the image of the pass before; the symbols themselves are the same in these two, so some are entries in one pass only",
        ];
        if (comparison.TextOnly == false)
        {
            return new(IncidentClass.Unknown, Confidence.Possible, Rule.Repetition, summary)
            {
                Chain = chain,
                Others = [new(IncidentClass.Stubs, "stubs that the list leaves out may have come in an earlier pass"), new(IncidentClass.OwnLabels, "or the table's own labels")],
            };
        }
        return new(IncidentClass.Boundary, comparison.TextOnly == true ? comparison.AtMost(Confidence.Likely) : Confidence.Possible, Rule.Repetition, summary + ": members at the edge of a range")
        {
            Chain = [.. chain, "symbols that reach the edge of [_stext, _etext] or [_sinittext, _einittext] do that"],
            Passes = MorePasses.DoNotHelp,
            Incident = Incident.Of("B7"),
            Others = [new(IncidentClass.Padding, "padding behind the table absorbs the change, so that little else moves"), new(IncidentClass.Stubs, "or stubs of an earlier pass, if lists leave them out")],
        };
    }

    static Verdict Tokens(Comparison comparison, long names, long tokens, long total)
    {
        string sizes = $"names {Wording.Delta(names)}, token table {Wording.Delta(tokens)}";
        return new(
            IncidentClass.Tokens, comparison.AtMost(Confidence.Likely), total == 0 ? Rule.TokensOfEqualSize : Rule.Tokens,
            $"the table was compressed with other tokens ({sizes} bytes) although it has as many entries"
            + (total == 0 ? "; its total size is the same, so a rule that compares sizes does not see it" : ""))
        {
            Chain =
            [
                $"{sizes}: the choice of tokens depends on all names and letters, so a few of them differed in the pass before",
                total == 0 ? "object size equal, contents not: the kernel's script links no third time and fails at the final comparison" : "the table's size changed with it",
            ],
            Passes = MorePasses.Help,
            Incident = Incident.Of(comparison.Release?.TableFormat.Tokens == TokenRule.Sampled ? "G2" : "B8"),
            Others = [new(IncidentClass.Artifacts, "if the lists of all passes are equal, the generator is not deterministic")],
        };
    }

    static long EntriesChanged(TableExtent before, TableExtent after, bool wide)
    {
        foreach ((SubTable part, int width) in ((SubTable, int)[])[(SubTable.Addresses, wide ? 8 : 4), (SubTable.Offsets, 4), (SubTable.SeqsOfNames, 3)])
        {
            // Less than one entry is padding.
            if (before.Size(part) is { } then && after.Size(part) is { } now && MoveSteps.Magnitude(now - then) >= (ulong)width)
                return (now - then) / width;
        }
        return 0;
    }

    static long Change(TableExtent before, TableExtent after, SubTable part) => (after.Size(part) ?? 0) - (before.Size(part) ?? 0);

    static long Total(TableExtent table) => (long)(table.End - table.Start);
}
