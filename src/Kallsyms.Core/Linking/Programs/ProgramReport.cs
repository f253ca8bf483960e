namespace Kallsyms.Linking.Programs;

/// <summary>How the link of a program went.</summary>
/// <param name="Output">The image.</param>
/// <param name="Links">Runs of the linker.</param>
/// <param name="Symbols">Symbols in its table.</param>
/// <param name="TableBytes">Bytes of the table.</param>
/// <param name="NameBytes">Bytes of its names, with alphabet and tokens.</param>
/// <param name="SlackBytes">Bytes of room that it did not need.</param>
/// <param name="Aliases">Names that were left out because their address has a better one.</param>
/// <param name="Cut">Names that were cut.</param>
sealed record ProgramReport(string Output, int Links, int Symbols, int TableBytes, int NameBytes, int SlackBytes, int Aliases, int Cut);
