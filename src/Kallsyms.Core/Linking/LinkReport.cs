using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>One run of the linker.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Elapsed">Time the linker took.</param>
/// <param name="Room">Room that was reserved.</param>
/// <param name="Needed">Room that the table of this image needs.</param>
/// <param name="Symbols">Entries of that table.</param>
sealed record PassReport(int Number, TimeSpan Elapsed, TableSizes Room, TableSizes Needed, int Symbols);

/// <summary>How a link went.</summary>
/// <param name="Output">The image.</param>
/// <param name="Spec">The form of the table in it.</param>
/// <param name="Passes">Every run of the linker.</param>
/// <param name="Symbols">Entries of the table.</param>
/// <param name="TableBytes">Bytes of all sub-tables.</param>
/// <param name="SlackBytes">Bytes reserved beyond that.</param>
/// <param name="Differences">Symbols about which table and image disagree; with any, no output was written.</param>
/// <param name="IndexError">What is wrong with the table's index by name, or null; no output was written then.</param>
sealed record LinkReport(
    string Output, TableSpec Spec, IReadOnlyList<PassReport> Passes, int Symbols, long TableBytes, long SlackBytes,
    IReadOnlyList<TableDifference> Differences, string? IndexError)
{
    /// <summary>The table in the image is the table of the image.</summary>
    public bool Consistent => Differences.Count == 0 && IndexError is null;

    /// <summary>The table in the image.</summary>
    public required Table Table { get; init; }
}
