using System.Text;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>The error for a link that kept changing until the passes ran out: names the symbols that changed last.</summary>
static class NoFixedPoint
{
    const int Shown = 20;

    public static KallsymsException Error(LinkPass last, Table? before, Evidence? evidence)
    {
        var text = new StringBuilder($"Inconsistent kallsyms data: no fixed point after {last.Report.Number} passes");
        IReadOnlyList<TableDifference> differences = before is null ? [] : TableVerifier.Compare(before.Symbols.List, last.Table.Symbols.List);
        // What only moved does not change the size of a table.
        TableDifference[] changed = [.. differences.Where(difference => difference.TableAddress is null || difference.ImageAddress is null
            || difference.TableType != difference.ImageType)];
        text.Append($"; {changed.Length} symbols came, went or changed type between the last two:");
        foreach (TableDifference difference in changed.Take(Shown))
            text.Append('\n').Append(Line(difference));
        if (changed.Length > Shown)
            text.Append($"\n  and {changed.Length - Shown} more");
        if (evidence is not null)
            text.Append($"\nwhat each pass saw is in {evidence.Directory}");
        return new(ErrorKind.Negative, text.ToString());
    }

    static string Line(TableDifference difference) => (difference.TableAddress, difference.ImageAddress) switch
    {
        (null, ulong now) => $"  + {now:x16} {difference.ImageType} {difference.Name}",
        (ulong then, null) => $"  - {then:x16} {difference.TableType} {difference.Name}",
        _ => $"  {difference.Name}: {difference.TableType} became {difference.ImageType}",
    };
}
