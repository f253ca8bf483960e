using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Compares an image table with what it was made from.</summary>
static class ImageTableVerifier
{
    const int MostListed = 1000;

    /// <summary>Whether two tables have the same contents; sizes are compared only as far as a table can express them.</summary>
    public static bool IsSame(ImageTableContent a, ImageTableContent b) =>
        a.Parts == b.Parts && a.BuildId.Span.SequenceEqual(b.BuildId.Span) && a.Entries.Count == b.Entries.Count
        && a.Entries.Zip(b.Entries).All(pair => IsSame(pair.First, pair.Second));

    /// <summary>
    /// Returns what in a table the image's own symbols do not confirm: names that are not in the symbol table, or have other addresses
    /// there. Which further symbols it should have is known only to its maker. Truncated names are recognised by their digest.
    /// </summary>
    public static IReadOnlyList<string> Contradictions(ImageTable table, ElfFile image, ElfSymbols symbols)
    {
        ILookup<ulong, ReadOnlyMemory<byte>> names = ImageSymbolReader.Read(image, symbols, new(ImageSymbolKind.All)).Entries
            .Where(entry => !entry.IsGap).ToLookup(entry => entry.Address, entry => entry.Name);
        return [.. table.Content.Symbols
            .Where(symbol => !names[symbol.Address].Any(name => IsStoredAs(symbol.Name, name)))
            .Take(MostListed)
            .Select(symbol => $"{symbol.Address:x} {(char)symbol.Type} {Encoding.Latin1.GetString(symbol.Name.Span)}")];
    }

    static bool IsStoredAs(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> name) =>
        IsSameOrCut(stored, name) || IsSameOrCut(stored, ImageSymbolReader.Demangled(name.Span));

    static bool IsSameOrCut(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> name) => stored.Span.SequenceEqual(name.Span)
        || LongNames.IsCut(stored.Span) && stored.Length < name.Length
            && stored.Span.SequenceEqual(LongNames.Cut(name, stored.Length).Span);

    static bool IsSame(ImageSymbol a, ImageSymbol b) =>
        a.Address == b.Address && a.Type == b.Type && a.Name.Span.SequenceEqual(b.Name.Span);
}
