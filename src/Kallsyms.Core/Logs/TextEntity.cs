namespace Kallsyms.Logs;

/// <summary>The entities that web pages and XML write for characters which mean something else there.</summary>
static class TextEntity
{
    // "&#x3c;"
    const int MaxLength = 8;

    static readonly (byte[] Name, byte Meaning)[] _named =
    [
        ("lt"u8.ToArray(), (byte)'<'), ("gt"u8.ToArray(), (byte)'>'), ("amp"u8.ToArray(), (byte)'&'), ("quot"u8.ToArray(), (byte)'"'),
        ("apos"u8.ToArray(), (byte)'\''), ("nbsp"u8.ToArray(), (byte)' '),
    ];

    /// <summary>Reads an entity that stands for one byte.</summary>
    /// <param name="text">The text, from its <c>&amp;</c> on.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>The byte; null if it is none, or stands for another character.</returns>
    public static byte? Read(ReadOnlySpan<byte> text, out int length)
    {
        int end = text[..Math.Min(text.Length, MaxLength)].IndexOf((byte)';');
        length = end + 1;
        if (end < 0)
            return null;
        ReadOnlySpan<byte> name = text[1..end];
        foreach ((byte[] known, byte meaning) in _named)
        {
            if (name.SequenceEqual(known))
                return meaning;
        }
        return name is [(byte)'#', .. var number] ? Numbered(number) : null;
    }

    static byte? Numbered(ReadOnlySpan<byte> number)
    {
        bool isHex = number is [(byte)'x' or (byte)'X', ..];
        number = number[(isHex ? 1 : 0)..];
        bool isNumber = System.Buffers.Text.Utf8Parser.TryParse(number, out uint value, out int length, isHex ? 'x' : 'd');
        return !isNumber || length < number.Length ? null
            : value == 0xa0 ? (byte)' ' : value is >= ' ' and < 0x7f ? (byte)value : null;
    }
}
