namespace Kallsyms.Tokens;

/// <summary>The 256 strings that the byte codes of a names sub-table represent. The string of an unused code is empty.</summary>
sealed class TokenTable
{
    /// <summary>The number of codes.</summary>
    public const int Size = 256;

    readonly byte[][] _tokens;

    /// <summary>Takes 256 fully expanded strings, in code order.</summary>
    public TokenTable(byte[][] tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tokens.Length, Size);
        _tokens = tokens;
    }

    /// <summary>A table whose codes are all unused: the table of an image without symbols.</summary>
    public static TokenTable Empty { get; } = new([.. Enumerable.Repeat(Array.Empty<byte>(), Size)]);

    /// <summary>The string of <paramref name="code"/> (0..255).</summary>
    public ReadOnlySpan<byte> this[int code] => _tokens[code];

    /// <summary>The size in bytes of the token_table sub-table: every string and its terminating NUL.</summary>
    public int ByteLength => _tokens.Sum(token => token.Length + 1);
}
