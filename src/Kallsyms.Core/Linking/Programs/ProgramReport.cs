namespace Kallsyms.Linking.Programs;

/// <summary>How the link of a program went.</summary>
/// <param name="Output">The image.</param>
/// <param name="Layout">The table's layout.</param>
/// <param name="Links">Runs of the linker.</param>
/// <param name="TableBytes">Bytes of the table.</param>
/// <param name="SlackBytes">Bytes of room that it did not need.</param>
/// <param name="Table">The table.</param>
sealed record ProgramReport(string Output, string Layout, int Links, int TableBytes, int SlackBytes, IProgramTable Table);
