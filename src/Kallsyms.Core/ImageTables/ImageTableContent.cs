namespace Kallsyms.ImageTables;

/// <summary>The contents of an image table, before encoding or after decoding.</summary>
/// <param name="Entries">Symbols and ends of stretches, ordered by address; at equal addresses the end of a stretch comes first.</param>
/// <param name="Parts">The optional parts of the table: sizes, index by name, build id; and whether the image has 64-bit addresses.</param>
/// <param name="BuildId">The image's build id; empty without that part.</param>
sealed record ImageTableContent(IReadOnlyList<ImageSymbol> Entries, ImageTableParts Parts, ReadOnlyMemory<byte> BuildId)
{
    /// <summary>The symbols alone.</summary>
    public IEnumerable<ImageSymbol> Symbols => Entries.Where(entry => !entry.IsGap);
}
