namespace Kallsyms.Tokens;

/// <summary>Names as byte codes of a token table, without length prefixes.</summary>
/// <param name="Tokens">The dictionary.</param>
/// <param name="Codes">The codes of all names, one name after the other.</param>
/// <param name="Offsets">Where each name starts in <paramref name="Codes"/>; one more entry than there are names.</param>
sealed record CompressedNames(TokenTable Tokens, byte[] Codes, int[] Offsets)
{
    /// <summary>The number of names.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>The codes of a name.</summary>
    public ReadOnlySpan<byte> this[int index] => Codes.AsSpan(Offsets[index], Offsets[index + 1] - Offsets[index]);
}
