using System.Text;

namespace Kallsyms.Symbols.Lists;

/// <summary>
/// What precedes every line of a text without belonging to it: mail quoting, a build service's time stamps, line numbers or file names
/// of grep and nm -A, indentation.
/// </summary>
sealed class LineDecoration
{
    const int MostWords = 6;
    const int MostLevels = 4;
    const byte Digits = (byte)'9';

    readonly int _quotes;
    readonly byte[] _shape;
    readonly int _indentation;

    LineDecoration(int quotes, byte[] shape, int indentation, string text) =>
        (_quotes, _shape, _indentation, Text) = (quotes, shape, indentation, text);

    /// <summary>No decoration.</summary>
    public static LineDecoration None { get; } = new(0, [], 0, "");

    /// <summary>The decoration as on the first line.</summary>
    public string Text { get; }

    /// <summary>Whether it is mail quoting, around which there may be words.</summary>
    public bool IsQuote => _quotes > 0;

    /// <summary>
    /// Removes the decoration from a line. Returns false if the line lacks it, like the words above and below a mail's quotation.
    /// </summary>
    public bool TryStrip(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
    {
        rest = line;
        if (ReferenceEquals(this, None))
            return true;
        return TakeQuotes(ref rest) && TakeShape(ref rest) && TakeIndentation(ref rest);
    }

    /// <summary>Returns every decoration that the lines may have, the shortest first.</summary>
    public static IEnumerable<LineDecoration> Candidates(IReadOnlyList<byte[]> lines)
    {
        byte[][] full = [.. lines.Where(line => !IsBlank(line))];
        if (full.Length == 0)
            yield break;
        yield return None;
        int indentation = full.Min(line => line.AsSpan().IndexOfAnyExcept((byte)' ', (byte)'\t'));
        if (indentation > 0)
            yield return new(0, [], indentation, Encoding.UTF8.GetString(full[0], 0, indentation));
        // Who answers an answer quotes it once more, between lines that are quoted once.
        int[] levels = full.Where(line => line[0] == '>').Select(Quotes).Distinct().Order().Take(MostLevels).ToArray();
        foreach (LineDecoration decoration in levels.Length == 0 ? Shaped(0, full) : [])
            yield return decoration;
        foreach (int quotes in levels)
        {
            var quoted = new LineDecoration(quotes, [], 0, string.Concat(Enumerable.Repeat("> ", quotes)));
            yield return quoted;
            byte[][] inner = [.. full.Where(line => Quotes(line) >= quotes).Select(
                line => quoted.TryStrip(line, out ReadOnlySpan<byte> rest) ? rest.ToArray() : []).Where(line => !IsBlank(line))];
            foreach (LineDecoration decoration in Shaped(quotes, inner))
                yield return decoration;
        }
    }

    static IEnumerable<LineDecoration> Shaped(int quotes, byte[][] full)
    {
        foreach (byte[] shape in full.Length > 1 ? Shapes(full) : [])
        {
            string text = string.Concat(Enumerable.Repeat("> ", quotes))
                + Encoding.UTF8.GetString(full[0].AsSpan(0, LengthOf(shape, full[0])));
            yield return new(quotes, shape, 0, text);
            // "10:00:00  " of a build service, before lines some of which start with blanks themselves.
            int blanks = full.Min(line => BlanksBehind(line, LengthOf(shape, line))) - (EndsInMark(shape) ? 0 : 1);
            if (blanks > 0)
                yield return new(quotes, shape, blanks, text);
        }
    }

    // Words, or texts that end with a colon or (##[error] of a build service) a bracket, that are the same in all lines except for numbers.
    static IEnumerable<byte[]> Shapes(byte[][] lines)
    {
        byte mark = lines[0].AsSpan().StartsWith("##["u8) ? (byte)']' : (byte)':';
        int marked = lines[0].AsSpan().IndexOf(mark) + 1;
        if (marked > 0 && Shape(lines[0].AsSpan(0, marked)) is var named
            && lines.All(line => LengthOf(named, line) == line.AsSpan().IndexOf(mark) + 1))
        {
            yield return named;
        }
        int end = 0;
        for (int words = 1; words <= MostWords; words++)
        {
            end = EndOfWord(lines[0], end);
            byte[] shape = Shape(lines[0].AsSpan(0, end));
            if (!lines.All(line => LengthOf(shape, line) is > 0 and int length && (length == line.Length || Fields.IsBlank(line[length]))))
                yield break;
            yield return shape;
        }
    }

    static int EndOfWord(ReadOnlySpan<byte> line, int start)
    {
        while (start < line.Length && Fields.IsBlank(line[start]))
            start++;
        while (start < line.Length && !Fields.IsBlank(line[start]))
            start++;
        return start;
    }

    // A run of digits counts as one digit, a run of blanks as one blank.
    static byte[] Shape(ReadOnlySpan<byte> text)
    {
        var shape = new List<byte>();
        foreach (byte value in text)
        {
            byte kind = char.IsAsciiDigit((char)value) ? Digits : value == '\t' ? (byte)' ' : value;
            if (shape.Count == 0 || kind != shape[^1] || kind is not (Digits or (byte)' '))
                shape.Add(kind);
        }
        return [.. shape];
    }

    // The length of the line's prefix that has the shape; -1 if it does not.
    static int LengthOf(ReadOnlySpan<byte> shape, ReadOnlySpan<byte> line)
    {
        int at = 0;
        foreach (byte kind in shape)
        {
            int start = at;
            if (kind == Digits)
            {
                while (at < line.Length && char.IsAsciiDigit((char)line[at]))
                    at++;
            }
            else if (kind == ' ')
            {
                while (at < line.Length && Fields.IsBlank(line[at]))
                    at++;
            }
            else if (at < line.Length && line[at] == kind)
            {
                at++;
            }
            if (at == start)
                return -1;
        }
        return at;
    }

    // Then there is no blank between it and what follows.
    static bool EndsInMark(byte[] shape) => shape[^1] == ':' || shape[^1] == ']' && shape[0] == '#';

    // As many as one likes where nothing else is.
    static int BlanksBehind(ReadOnlySpan<byte> line, int start) =>
        line[start..].IndexOfAnyExcept((byte)' ', (byte)'\t') is >= 0 and int count ? count : int.MaxValue;

    bool TakeQuotes(scoped ref ReadOnlySpan<byte> line)
    {
        for (int i = 0; i < _quotes; i++)
        {
            if (line.IsEmpty || line[0] != '>')
                return false;
            line = line[(line.Length > 1 && line[1] == ' ' ? 2 : 1)..];
        }
        return true;
    }

    bool TakeShape(scoped ref ReadOnlySpan<byte> line)
    {
        if (_shape.Length == 0 || IsBlank(line))
            return true;
        int length = LengthOf(_shape, line);
        if (length < 0)
            return false;
        line = line[length..];
        // One blank ends the words; further blanks belong to what follows.
        if (!EndsInMark(_shape) && line.Length > 0)
            line = line[1..];
        return true;
    }

    bool TakeIndentation(scoped ref ReadOnlySpan<byte> line)
    {
        int blanks = line.IndexOfAnyExcept((byte)' ', (byte)'\t') is >= 0 and int first ? first : line.Length;
        line = line[Math.Min(blanks, _indentation)..];
        return true;
    }

    static int Quotes(byte[] line)
    {
        int quotes = 0;
        for (int i = 0; i < line.Length && line[i] == '>'; i += i + 1 < line.Length && line[i + 1] == ' ' ? 2 : 1)
            quotes++;
        return quotes;
    }

    static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
}
