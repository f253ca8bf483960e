namespace Kallsyms.Logs;

/// <summary>Finds the hexadecimal words of a line.</summary>
static class HexWords
{
    const byte Gap = 0;
    const byte Letter = 1;

    // Classes from here on are digits; the value is the difference.
    const byte Digit = 16;

    // Digits of the shortest address.
    const int MinAddress = 5;

    static readonly byte[] _classes = MakeClasses();

    /// <summary>Returns the value of a hexadecimal digit; negative for other bytes.</summary>
    public static int ValueOf(byte digit) => _classes[digit] - Digit;

    /// <summary>Whether a line has a word that could be an address; many lines have none.</summary>
    public static bool HasLong(ReadOnlySpan<byte> line, int digits)
    {
        // Any run of that many digits covers one of the bytes at this interval.
        for (int at = digits - 1; at < line.Length;)
        {
            if (_classes[line[at]] < Digit)
            {
                at += digits;
                continue;
            }
            int start = at;
            while (start > 0 && _classes[line[start - 1]] >= Digit)
                start--;
            int end = at + 1;
            while (end < line.Length && _classes[line[end]] >= Digit)
                end++;
            if (end - start >= digits)
                return true;
            at = end + digits - 1;
        }
        return false;
    }

    /// <summary>Lists the words of 2 to 16 digits.</summary>
    public static void Find(ReadOnlySpan<byte> line, List<HexWord> words)
    {
        words.Clear();
        int first = 0; // of the row
        for (int at = 0; at < line.Length;)
        {
            if (_classes[line[at]] == Gap)
            {
                if (line[at] is not ((byte)' ' or (byte)'\t' or (byte)','))
                    EndRow(words, ref first);
                at++;
                continue;
            }
            int start = at;
            bool prefixed = line[at] == '0' && at + 2 < line.Length && (line[at + 1] | 0x20) == 'x' && _classes[line[at + 2]] >= Digit;
            at += prefixed ? 2 : 0;
            int digits = at;
            ulong value = 0;
            byte kind;
            while (at < line.Length && (kind = _classes[line[at]]) >= Digit)
            {
                value = value << 4 | (uint)(kind - Digit);
                at++;
            }
            bool isHex = at == line.Length || _classes[line[at]] == Gap;
            while (at < line.Length && _classes[line[at]] != Gap)
                at++;
            if (!isHex || at - digits is < 2 or > 16)
            {
                EndRow(words, ref first);
                continue;
            }
            if (prefixed && words.Count > first && IsCount(line, words[^1]))
                EndRow(words, ref first);
            words.Add(new(start, at, value, prefixed, 1));
        }
        EndRow(words, ref first);
    }

    // "  0)     2072     152   0xffffffff81001000": a table of the deepest stack.
    static bool IsCount(ReadOnlySpan<byte> line, HexWord word) =>
        word.Digits < MinAddress && line[word.Start..word.End].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    static void EndRow(List<HexWord> words, ref int first)
    {
        for (int i = first; i < words.Count && words.Count - first > 1; i++)
            words[i] = words[i] with { Run = words.Count - first };
        first = words.Count;
    }

    static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (int i = 0; i < 256; i++)
        {
            char c = (char)i;
            classes[i] = char.IsAsciiHexDigit(c) ? (byte)(Digit + Convert.ToInt32(c.ToString(), 16))
                : char.IsAsciiLetterOrDigit(c) || c == '_' ? Letter : Gap;
        }
        return classes;
    }
}
