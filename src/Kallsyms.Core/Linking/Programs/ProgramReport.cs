namespace Kallsyms.Linking.Programs;

/// <summary>The outcome of a program's link.</summary>
/// <param name="Output">The image.</param>
/// <param name="Layout">The table's layout.</param>
/// <param name="Links">The number of linker runs.</param>
/// <param name="TableBytes">The size of the table in bytes.</param>
/// <param name="SlackBytes">The number of bytes of room that it did not need.</param>
/// <param name="Table">The table.</param>
sealed record ProgramReport(string Output, string Layout, int Links, int TableBytes, int SlackBytes, IProgramTable Table);
