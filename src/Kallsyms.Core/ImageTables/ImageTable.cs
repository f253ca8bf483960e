using Kallsyms.Symbols;

namespace Kallsyms.ImageTables;

/// <summary>An image table that was found in the bytes of an image.</summary>
/// <param name="Source">What messages call the bytes.</param>
/// <param name="Offset">Where it is in them.</param>
/// <param name="Header">Its header.</param>
/// <param name="Content">What it says.</param>
/// <param name="Doubt">What speaks against its addresses, for people; null: nothing.</param>
/// <param name="Parts">What its bytes are spent on.</param>
sealed record ImageTable(
    string Source, long Offset, ImageTableHeader Header, ImageTableContent Content, string? Doubt,
    IReadOnlyList<(string Part, int Bytes)> Parts)
{
    SymbolList? _symbols;

    /// <summary>Addresses have 64 bits.</summary>
    public bool Is64 => Header.Parts.HasFlag(ImageTableParts.Image64);

    /// <summary>Its symbols in the order of the table.</summary>
    public SymbolList Symbols => _symbols ??= List();

    /// <summary>Addresses at which something ends, in ascending order: a symbol whose size is known, or a stretch.</summary>
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
