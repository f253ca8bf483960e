using Kallsyms.Diagnosis.Statistics;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>What a page shows. A part that is null is not shown.</summary>
sealed record PageData
{
    /// <summary>What the page is about, in its heading: a file, or two.</summary>
    public required string Title { get; init; }

    /// <summary>What made the page, as --version says it; null: not told.</summary>
    public string? Program { get; init; }

    /// <summary>The command that makes the page again; null: not told.</summary>
    public string? Command { get; init; }

    /// <summary>Why passes differ.</summary>
    public ExplanationView? Explanation { get; init; }

    /// <summary>What the table's bytes are spent on.</summary>
    public TableStatistics? Table { get; init; }

    /// <summary>The table was not among the inputs: it is what the symbols would make.</summary>
    public bool TableIsWorkedOut { get; init; }
}
