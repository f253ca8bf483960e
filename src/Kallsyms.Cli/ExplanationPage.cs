using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Pages;
using Kallsyms.Diagnosis.Statistics;
using Kallsyms.Images.Finding;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>Writes the page of an explanation: what differs and why, and the cost of the table in the last pass.</summary>
static class ExplanationPage
{
    public static PageData Make(Explanation explanation, ShownNames names)
    {
        ExplanationView view = ExplanationView.Make(explanation);
        (TableStatistics? table, bool isWorkedOut) = Table(explanation.After);
        return new()
        {
            Title = Title(explanation.Before.Name, explanation.After.Name),
            Explanation = view with
            {
                Verdict = names.Of(view.Verdict),
                Differences =
                [
                    .. view.Differences.Select(difference => difference with
                    {
                        Name = names.Of(difference.Name),
                        Last = difference.Last is { } last ? names.Of(last) : null,
                    }),
                ],
            },
            Table = table,
            TableIsWorkedOut = isWorkedOut,
        };
    }

    static string Title(string before, string after)
    {
        (string one, string other) = (Path.GetFileName(before), Path.GetFileName(after));
        return one != other ? $"{one} → {other}" : $"{before} → {after}";
    }

    // Images of early passes have an empty table. Errors in a table are ignored here, since the page is about the passes.
    static (TableStatistics?, bool IsWorkedOut) Table(SymbolSnapshot pass)
    {
        try
        {
            if (pass.ImagePath is null || pass.Table is null or { IsEmpty: true })
                return (WorkedOutTable.Make(pass), true);
            using SymbolSource source = SymbolSource.Open(pass.ImagePath, Trust.Any);
            EmbeddedTable table = source.RequireTable();
            return (TableStatistics.Measure(table.Spec, table.Bytes, table.Symbols), false);
        }
        catch (KallsymsException)
        {
            return default;
        }
    }
}
