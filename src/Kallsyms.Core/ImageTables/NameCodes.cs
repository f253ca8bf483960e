namespace Kallsyms.ImageTables;

/// <summary>
/// The names of a table as codes. A code below the number of literals is a character of the alphabet, any other a token: a string. Every
/// name ends with the byte that says its type (<see cref="TypeCode"/>), which takes part in tokens like a character, but only as their
/// last.
/// </summary>
/// <param name="Alphabet">The characters; empty: codes are characters, there are no tokens.</param>
/// <param name="Tokens">The strings.</param>
/// <param name="Codes">The codes of all names, one behind the other.</param>
/// <param name="Places">Where each name starts in <paramref name="Codes"/>.</param>
sealed record NameCodes(byte[] Alphabet, IReadOnlyList<byte[]> Tokens, byte[] Codes, int[] Places)
{
    /// <summary>Bytes in the table.</summary>
    public int Size { get; } = Alphabet.Length + Tokens.Sum(token => 2 + token.Length) + Codes.Length;

    /// <summary>Encodes names: with tokens where that makes them smaller.</summary>
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
