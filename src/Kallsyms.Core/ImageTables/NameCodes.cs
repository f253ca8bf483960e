namespace Kallsyms.ImageTables;

/// <summary>
/// The names of a table as codes. A code below the number of literals is a character of the alphabet; any other is a token, which is a
/// string. Every name ends with the byte for its type (<see cref="TypeCode"/>), which may be part of a token like a character, but only
/// as its last.
/// </summary>
/// <param name="Alphabet">The characters; if empty, codes are characters and there are no tokens.</param>
/// <param name="Tokens">The strings.</param>
/// <param name="Codes">The codes of all names, one name after the other.</param>
/// <param name="Places">Where each name starts in <paramref name="Codes"/>.</param>
sealed record NameCodes(byte[] Alphabet, IReadOnlyList<byte[]> Tokens, byte[] Codes, int[] Places)
{
    /// <summary>Their size in the table, in bytes.</summary>
    public int Size { get; } = Alphabet.Length + Tokens.Sum(token => 2 + token.Length) + Codes.Length;

    /// <summary>Encodes names, with tokens if that makes them smaller.</summary>
    public static NameCodes Encode(IReadOnlyList<ImageSymbol> symbols)
    {
        NameCodes plain = Plain(symbols);
        return NameTokens.Compress(plain) is { } compressed && compressed.Size < plain.Size ? compressed : plain;
    }

    static NameCodes Plain(IReadOnlyList<ImageSymbol> symbols)
    {
        var codes = new byte[symbols.Sum(symbol => symbol.Name.Length + 1)];
        var places = new int[symbols.Count];
        int at = 0;
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = at;
            symbols[i].Name.Span.CopyTo(codes.AsSpan(at));
            at += symbols[i].Name.Length;
            codes[at++] = symbols[i].IsGap ? TypeCode.Gap : TypeCode.Of(symbols[i].Type);
        }
        return new([], [], codes, places);
    }
}
