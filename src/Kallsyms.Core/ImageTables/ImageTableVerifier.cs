using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Holds an image table against what it was made from.</summary>
static class ImageTableVerifier
{
    const int MostListed = 1000;

    /// <summary>Whether two tables say the same; sizes only as far as a table can say them.</summary>
    public static bool IsSame(ImageTableContent a, ImageTableContent b) =>
        a.Parts == b.Parts && a.BuildId.Span.SequenceEqual(b.BuildId.Span) && a.Entries.Count == b.Entries.Count
        && a.Entries.Zip(b.Entries).All(pair => IsSame(pair.First, pair.Second));

    /// <summary>
    /// What of a table the image's own symbols do not confirm: names that stand nowhere in the symbol table, or at other addresses. Which
    /// symbols it should have beyond those only its maker knows. Names that were cut are recognised by their digest, demangled ones
    /// are not.
    /// </summary>
    public static IReadOnlyList<string> Contradictions(ImageTable table, ElfFile image, ElfSymbols symbols)
    {
        var known = new HashSet<(ulong, string)>();
        ImageSymbols all = ImageSymbolReader.Read(image, symbols, new(ImageSymbolKind.All));
        int[] cuts = [.. table.Content.Symbols.Where(symbol => LongNames.IsCut(symbol.Name.Span)).Select(symbol => symbol.Name.Length)
            .Distinct()];
        foreach (ImageSymbol symbol in all.Entries.Where(entry => !entry.IsGap))
        {
            known.Add((symbol.Address, Text(symbol.Name)));
            foreach (int cut in cuts)
                known.Add((symbol.Address, Text(LongNames.Cut(symbol.Name, cut))));
        }
        return [.. table.Content.Symbols
            .Where(symbol => !known.Contains((symbol.Address, Text(symbol.Name))))
            .Take(MostListed)
            .Select(symbol => $"{symbol.Address:x} {(char)symbol.Type} {Text(symbol.Name)}")];
    }

    static string Text(ReadOnlyMemory<byte> name) => Encoding.Latin1.GetString(name.Span);

    static bool IsSame(ImageSymbol a, ImageSymbol b) =>
        a.Address == b.Address && a.Type == b.Type && a.Name.Span.SequenceEqual(b.Name.Span);
}
