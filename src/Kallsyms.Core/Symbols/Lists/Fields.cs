using System.Text;

namespace Kallsyms.Symbols.Lists;

/// <summary>Parses numbers and words of a line.</summary>
static class Fields
{
    const int MaxDigits = 16;

    static readonly sbyte[] _values = Enumerable.Range(0, 256)
        .Select(c => (sbyte)(char.IsAsciiHexDigit((char)c) ? Convert.ToInt32(((char)c).ToString(), 16) : -1)).ToArray();

    /// <summary>
    /// Reads a hexadecimal number at the start of <paramref name="text"/> and returns its number of digits; 0 if there is none, or one
    /// of more than 64 bits.
    /// </summary>
    public static int ReadHex(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        int digits = 0;
        sbyte[] values = _values;
        while (digits < text.Length && values[text[digits]] is >= 0 and sbyte digit)
        {
            if (digits++ == MaxDigits)
                return 0;
            value = value << 4 | (byte)digit;
        }
        return digits;
    }

    /// <summary>Whether the text is exactly one hexadecimal number.</summary>
    public static bool IsHex(ReadOnlySpan<byte> text, out ulong value) =>
        ReadHex(text, out value) is > 0 and int digits && digits == text.Length;

    /// <summary>Consumes the first word and the blanks after it.</summary>
    public static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
        text = text[word.Length..].TrimStart(" \t"u8);
        return word;
    }

    /// <summary>Whether a character is a letter that nm prints.</summary>
    public static bool IsType(byte value) => char.IsAsciiLetter((char)value) || value is (byte)'?' or (byte)'-';

    /// <summary>Whether a letter is that of a symbol without an address.</summary>
    public static bool IsUndefinedType(byte value) => value is (byte)'U' or (byte)'w' or (byte)'v';

    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    /// <summary>Returns the start of a line for a message, with unprintable characters as numbers.</summary>
    public static string Excerpt(ReadOnlySpan<byte> line)
    {
        const int most = 60;
        var text = new StringBuilder();
        foreach (char c in Encoding.UTF8.GetString(line.Length > most ? line[..most] : line))
            text.Append(char.IsControl(c) || c == '\uFFFD' ? $"\\x{(int)c:x2}" : c.ToString());
        return line.Length > most ? $"{text}..." : text.ToString();
    }
}
