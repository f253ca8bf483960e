using System.Buffers;
using Kallsyms.Unpacking;

namespace Kallsyms.Symbols.Lists;

/// <summary>
/// The lines of a text as it streams in, unpacked and without line endings, colour escapes and a UTF-8 byte order mark. Half a megabyte
/// is held at a time, however long the text is.
/// </summary>
sealed class TextLines : IDisposable
{
    /// <summary>The maximum length of a line in bytes; names of symbols have a few thousand at most.</summary>
    public const int MaxLine = 1 << 16;

    // Bytes, and lines, from which the form of a text is recognised.
    const int SampleBytes = 1 << 16;
    const int SampleLines = 400;

    const int HeadBytes = 4096;
    const byte Escape = 0x1b;

    static readonly SearchValues<byte> _parameters = SearchValues.Create("0123456789;"u8);

    readonly ByteWindow _text;
    readonly byte _lineEnd;
    byte[] _plain = [];

    TextLines(ByteWindow text, string name, string? packing)
    {
        ReadOnlySpan<byte> head = text.Peek(HeadBytes);
        // Some editors end lines with nothing but a carriage return.
        _lineEnd = head.IndexOf((byte)'\n') < 0 && head.IndexOf((byte)'\r') >= 0 ? (byte)'\r' : (byte)'\n';
        (_text, Name, Packing) = (text, name, packing);
    }

    /// <summary>The name of the text in messages.</summary>
    public string Name { get; }

    /// <summary>The packing of the text, or null.</summary>
    public string? Packing { get; }

    /// <summary>The number of the last line read, starting at 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line that was read last is the last one, and nothing ends it.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>
    /// Opens what may be a text; returns null if it is not, if it is packed in an unknown way, or if it is damaged at its start. An
    /// image may be packed in that way, and its reader reports what is wrong.
    /// </summary>
    public static TextLines? TryOpen(Stream stream, string name)
    {
        try
        {
            return Open(stream, name);
        }
        catch (KallsymsException)
        {
            stream.Dispose();
            return null;
        }
    }

    /// <summary>Opens a text, packed or not, at the stream's position. The stream is closed together with it.</summary>
    /// <returns>Null if it is not text.</returns>
    /// <exception cref="KallsymsException">The text is packed, and damaged at its start.</exception>
    public static TextLines? Open(Stream stream, string name)
    {
        var text = new ByteWindow(stream);
        Packing? packing = PackedText.Recognise(text.Peek(PackedText.MagicSize));
        if (packing is { } known)
            text = new ByteWindow(PackedText.Open(text.Rest(), known, name));
        if (!IsText(text.Peek(HeadBytes)))
        {
            text.Dispose();
            return null;
        }
        if (text.Peek(HeadBytes).StartsWith("\uFEFF"u8))
            text.Take(3);
        return new(text, name, packing is { } how ? PackedText.NameOf(how) : null);
    }

    /// <summary>Returns the first lines, which will be read again afterwards.</summary>
    public List<byte[]> Sample()
    {
        ReadOnlySpan<byte> head = _text.Peek(SampleBytes);
        bool isWhole = head.Length < SampleBytes;
        head = head[..Math.Min(head.Length, SampleBytes)];
        var lines = new List<byte[]>();
        while (head.Length > 0 && lines.Count < SampleLines)
        {
            int end = head.IndexOf(_lineEnd);
            if (end < 0 && !isWhole && lines.Count > 0)
                break;
            ReadOnlySpan<byte> line = end < 0 ? head : head[..end];
            lines.Add(Trim(line, line.IndexOf(Escape) >= 0).ToArray());
            head = end < 0 ? [] : head[(end + 1)..];
        }
        return lines;
    }

    /// <summary>Reads the next line, which is valid until the next call; returns false at the end.</summary>
    /// <exception cref="KallsymsException">The line is too long.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = _text.Peek(1);
        int seen = 0;
        bool escaped = false;
        while (true)
        {
            int found = text[seen..].IndexOfAny(_lineEnd, Escape);
            if (found >= 0 && text[seen + found] == Escape)
            {
                escaped = true;
                seen += found + 1;
                continue;
            }
            int length = found >= 0 ? seen + found : text.Length;
            if (length > MaxLine)
                throw Error($"line {Number + 1} is longer than {MaxLine} bytes: no list of symbols has such lines");
            if (found < 0)
            {
                seen = text.Length;
                text = _text.Peek(seen + 1);
                if (text.Length > seen)
                    continue;
            }
            line = Trim(text[..length], escaped);
            _text.Take(Math.Min(length + 1, text.Length));
            Number += text.Length > 0 ? 1 : 0;
            IsCutOff = found < 0;
            return text.Length > 0;
        }
    }

    /// <summary>Creates an error about the text.</summary>
    public KallsymsException Error(string message) => new(ErrorKind.Unreadable, message, Name);

    /// <summary>Creates an error about the last line read.</summary>
    public KallsymsException Error(string expected, ReadOnlySpan<byte> found) =>
        Error($"line {Number}: expected {expected}, found '{Fields.Excerpt(found)}'");

    public void Dispose() => _text.Dispose();

    // All images contain zeros, and erased flash starts with ones; no text does. A UTF-16 byte order mark is accepted so that it can be
    // reported.
    static bool IsText(ReadOnlySpan<byte> head) => head.IndexOf((byte)0) < 0 && !head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xff])
        || head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || head.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]);

    ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line, bool escaped)
    {
        if (line.Length > 0 && line[^1] == '\r')
            line = line[..^1];
        return escaped ? WithoutEscapes(line) : line;
    }

    // ESC [ numbers m is a colour, and K ends one. Other escapes may be bytes of a name.
    ReadOnlySpan<byte> WithoutEscapes(ReadOnlySpan<byte> line)
    {
        if (_plain.Length < line.Length)
            _plain = new byte[Math.Max(line.Length, 1024)];
        int used = 0;
        for (int i = 0; i < line.Length; i++)
        {
            int behind = line[i] == Escape && i + 1 < line.Length && line[i + 1] == '[' ? line[(i + 2)..].IndexOfAnyExcept(_parameters)
                : -1;
            if (behind >= 0 && line[i + 2 + behind] is (byte)'m' or (byte)'K')
                i += 2 + behind;
            else
                _plain[used++] = line[i];
        }
        ReadOnlySpan<byte> plain = _plain.AsSpan(0, used);
        return plain.Length > 0 && plain[^1] == '\r' ? plain[..^1] : plain;
    }
}
