using Kallsyms.Diagnosis.Statistics;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>The contents of a page. A part that is null is not shown.</summary>
sealed record PageData
{
    /// <summary>The subject of the page in its heading: one file, or two.</summary>
    public required string Title { get; init; }

    /// <summary>The program that made the page, as in --version; null to omit it.</summary>
    public string? Program { get; init; }

    /// <summary>The command that makes the page again; null to omit it.</summary>
    public string? Command { get; init; }

    /// <summary>Why passes differ.</summary>
    public ExplanationView? Explanation { get; init; }

    /// <summary>How the table's bytes are spent.</summary>
    public TableStatistics? Table { get; init; }

    /// <summary>Whether the table was not among the inputs but computed from the symbols.</summary>
    public bool TableIsWorkedOut { get; init; }
}
