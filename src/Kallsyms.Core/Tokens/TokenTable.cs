namespace Kallsyms.Tokens;

/// <summary>The 256 strings that the byte codes of a names sub-table stand for. A code without a string is empty.</summary>
sealed class TokenTable
{
    /// <summary>Number of codes.</summary>
    public const int Size = 256;

    readonly byte[][] _tokens;

    /// <summary>Takes 256 fully expanded strings, in code order.</summary>
    public TokenTable(byte[][] tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tokens.Length, Size);
        _tokens = tokens;
    }

    /// <summary>A table whose codes are all empty: the table of an image without symbols.</summary>
    public static TokenTable Empty { get; } = new([.. Enumerable.Repeat(Array.Empty<byte>(), Size)]);

    /// <summary>The string of <paramref name="code"/> (0..255).</summary>
    public ReadOnlySpan<byte> this[int code] => _tokens[code];

    /// <summary>Size in bytes of the token_table sub-table: every string and its terminating NUL.</summary>
    public int ByteLength => _tokens.Sum(token => token.Length + 1);

    /// <summary>
    /// Expands <paramref name="codes"/> into <paramref name="length"/> bytes: type letter, then name. False, with what was written
    /// so far, if they do not fit <paramref name="destination"/>.
    /// </summary>
    public bool TryExpand(ReadOnlySpan<byte> codes, Span<byte> destination, out int length)
    {
        length = 0;
        foreach (byte code in codes)
        {
            byte[] token = _tokens[code];
            if (!token.AsSpan().TryCopyTo(destination[length..]))
                return false;
            length += token.Length;
        }
        return true;
    }
}
