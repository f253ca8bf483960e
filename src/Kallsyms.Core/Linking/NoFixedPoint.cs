using System.Text;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>The error for a link that kept changing until the passes ran out: names the symbols that changed last.</summary>
static class NoFixedPoint
{
    const int Shown = 20;

    public static KallsymsException Error(LinkPass last, Table? before, Evidence? evidence)
    {
        int passes = last.Report.Number;
        string file = Path.GetFileName(last.Path);
        if (before is null)
        {
            return new(
                ErrorKind.Negative, $"Inconsistent kallsyms data: {last.Report.Room.Total} bytes were reserved and {last.Report.Needed.Total} are needed "
                + "after the only pass; --max-passes allows more", file);
        }
        var text = new StringBuilder($"Inconsistent kallsyms data: no fixed point after {passes} passes");
        IReadOnlyList<TableDifference> differences = TableVerifier.Compare(before.Symbols.List, last.Table.Symbols.List);
        // What only moved does not change the size of a table.
        TableDifference[] changed = [.. differences.Where(difference => difference.TableAddress is null || difference.ImageAddress is null
            || difference.TableType != difference.ImageType)];
        text.Append($"; {changed.Length} symbols came, went or changed type between the last two:");
        foreach (TableDifference difference in changed.Take(Shown))
            text.Append('\n').Append(Line(difference, last.Reading.Image.Format.Is64 ? "x16" : "x8"));
        if (changed.Length > Shown)
            text.Append($"\n  and {changed.Length - Shown} more");
        if (evidence is not null)
            text.Append($"\nwhat each pass saw is in {evidence.Directory}");
        return new(ErrorKind.Negative, text.ToString(), file);
    }

    static string Line(TableDifference difference, string digits) => (difference.TableAddress, difference.ImageAddress) switch
    {
        (null, ulong now) => $"  + {now.ToString(digits)} {difference.ImageType} {difference.Name}",
        (ulong then, null) => $"  - {then.ToString(digits)} {difference.TableType} {difference.Name}",
        _ => $"  {difference.Name}: {difference.TableType} became {difference.ImageType}",
    };
}
