using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Pages;
using Kallsyms.Diagnosis.Statistics;

namespace Kallsyms.Cli;

/// <summary>The page of an explanation: what differs and why, and what the table in the last pass costs.</summary>
static class ExplanationPage
{
    public static PageData Of(Explanation explanation)
    {
        TableStatistics? table = FromImage(explanation.After);
        return new()
        {
            Title = Title(explanation.Before.Name, explanation.After.Name),
            Explanation = ExplanationView.Of(explanation),
            Table = table ?? WorkedOutTable.Of(explanation.After),
            TableIsWorkedOut = table is null,
        };
    }

    static string Title(string before, string after)
    {
        (string one, string other) = (Path.GetFileName(before), Path.GetFileName(after));
        return one != other ? $"{one} → {other}" : $"{before} → {after}";
    }

    // An image of an early pass has an empty table, or one that says nothing yet.
    static TableStatistics? FromImage(Observation pass)
    {
        if (pass.ImagePath is null || pass.Table is null or { IsEmpty: true })
            return null;
        try
        {
            TableInput input = TableInput.Open(pass.ImagePath);
            return TableStatistics.Of(input.Spec, input.Bytes, input.Symbols);
        }
        catch (KallsymsException)
        {
            return null;
        }
    }
}
