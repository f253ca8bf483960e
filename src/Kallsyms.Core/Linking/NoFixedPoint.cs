using System.Text;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>Describes a link that kept changing until the passes ran out, naming the symbols that changed last.</summary>
static class NoFixedPoint
{
    const int Shown = 20;

    /// <summary>Returns several lines, without the file's name.</summary>
    /// <param name="outcome">An outcome that did not converge.</param>
    public static string Describe(LinkOutcome outcome)
    {
        var text = new StringBuilder(outcome.Summary);
        if (outcome.Passes is [.., var before, var last])
            AppendChanges(text, before, last);
        if (outcome.EvidenceDirectory is { } directory)
            text.Append($"\nwhat each pass saw is in {directory}");
        return text.ToString();
    }

    static void AppendChanges(StringBuilder text, PassEvidence before, PassEvidence last)
    {
        // Symbols that only moved do not change the size of a table.
        TableDifference[] changed = [.. TableVerifier.Compare(before.Entries, last.Entries).Where(difference =>
            difference.TableAddress is null || difference.ImageAddress is null || difference.TableType != difference.ImageType)];
        text.Append($"; {Quantity.Of(changed.Length, "symbol")} came, went or changed type between the last two:");
        foreach (TableDifference difference in changed.Take(Shown))
            text.Append('\n').Append(Line(difference, last.Spec.Format.Is64 ? "x16" : "x8"));
        if (changed.Length > Shown)
            text.Append($"\n  and {changed.Length - Shown} more");
    }

    static string Line(TableDifference difference, string digits) => (difference.TableAddress, difference.ImageAddress) switch
    {
        (null, ulong now) => $"  + {now.ToString(digits)} {difference.ImageType} {difference.Name}",
        (ulong then, null) => $"  - {then.ToString(digits)} {difference.TableType} {difference.Name}",
        _ => $"  {difference.Name}: {difference.TableType} became {difference.ImageType}",
    };
}
