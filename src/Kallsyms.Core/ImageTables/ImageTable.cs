using Kallsyms.Symbols;

namespace Kallsyms.ImageTables;

/// <summary>An image table found in the bytes of an image.</summary>
/// <param name="Source">The name of the bytes in messages.</param>
/// <param name="Offset">Its offset in the bytes.</param>
/// <param name="Header">Its header.</param>
/// <param name="Content">Its decoded contents.</param>
/// <param name="Doubt">Why its addresses may be wrong, for people; null if nothing contradicts them.</param>
/// <param name="Parts">How its bytes are spent.</param>
sealed record ImageTable(
    string Source, long Offset, ImageTableHeader Header, ImageTableContent Content, string? Doubt,
    IReadOnlyList<(string Part, int Bytes)> Parts)
{
    SymbolList? _symbols;

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool Is64 => Header.Parts.HasFlag(ImageTableParts.Image64);

    /// <summary>Its symbols in the order of the table.</summary>
    public SymbolList Symbols => _symbols ??= List();

    /// <summary>Addresses, ascending, at which something ends: a symbol of known size, or a stretch.</summary>
    public ulong[] Ends =>
        Content.Entries.Where(entry => entry.IsGap || entry.Size > 0).Select(entry => entry.Address + entry.Size).Order().ToArray();

    SymbolList List()
    {
        ImageSymbol[] symbols = Content.Symbols.ToArray();
        var names = new byte[symbols.Sum(symbol => symbol.Name.Length)];
        var list = new SymbolListBuilder(names, symbols.Length);
        int at = 0;
        foreach (ImageSymbol symbol in symbols)
        {
            symbol.Name.Span.CopyTo(names.AsSpan(at));
            list.Add(symbol.Address, symbol.Type, at, symbol.Name.Length, -1);
            at += symbol.Name.Length;
        }
        return list.Build();
    }
}
