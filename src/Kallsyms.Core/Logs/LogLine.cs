using System.Buffers;
using System.Text;

namespace Kallsyms.Logs;

/// <summary>
/// A decoded line: without terminal escape sequences, those of JSON, as journald writes, and the entities of web pages and of bug trackers'
/// XML. Maps each decoded byte to its origin in the raw line.
/// </summary>
sealed class LogLine
{
    // Of an address.
    const int MinDigits = 8;

    const byte NoBreak = 0xa0;

    // What may have to be decoded: escape sequences, entities, blanks of web pages that do not break.
    static readonly SearchValues<byte> _coded = SearchValues.Create(0x1b, (byte)'&', (byte)'^', NoBreak);

    byte[] _seen = new byte[256];
    int[] _from = new int[256];
    int[] _to = new int[256];
    int _length;

    /// <summary>Whether the decoded bytes are the same as the raw line.</summary>
    bool _isPlain;

    bool _hasEntities;

    byte[] _sender = [];

    // Its bytes as characters; what was found of it, once somebody asked.
    char[] _wide = new char[256];
    bool _isWide;
    int? _body;
    bool? _hasPhrase;

    /// <summary>Whether it has entities, or tags: it is part of a web page, or of XML.</summary>
    public bool IsMarkup => _hasEntities || Text.IndexOf("</"u8) >= 0 || Text.IndexOf("<br"u8) >= 0;

    /// <summary>Whether a trace follows. What forwarded the line may have put something behind it: a quote, a tag, a comma.</summary>
    public bool IsTraceHead
    {
        get
        {
            ReadOnlySpan<byte> text = Text.TrimEnd((byte)' ');
            if (text.EndsWith("all trace:"u8) || text.EndsWith("all Trace:"u8))
                return true;
            text = Text[Body..].TrimStart(" \t"u8);
            bool isHead = text.StartsWith("Call trace:"u8) || text.StartsWith("Call Trace:"u8);
            return isHead && !HexWords.HasLong(text, MinDigits);
        }
    }

    /// <summary>Whether its bytes are written as numbers, as journald does if one of them is a control character.</summary>
    public bool IsNumbers { get; private set; }

    /// <summary>Whether the line is a JSON object.</summary>
    public bool IsJson { get; private set; }

    /// <summary>The host or boot that it says it comes from; empty if it does not say.</summary>
    public ReadOnlySpan<byte> Sender => _sender;

    /// <summary>The line, of JSON its message.</summary>
    public ReadOnlySpan<byte> Text => _seen.AsSpan(0, _length);

    /// <summary>Where the kernel's own words start.</summary>
    public int Body => _body ??= LinePrefix.Skip(Wide);

    /// <summary>It has one of <see cref="LogPhrases"/>.</summary>
    public bool HasPhrase => _hasPhrase ??= HasMarks() && LogPhrases.MayBeIn(Text) && Wide.ContainsAny(LogPhrases.Any);

    /// <summary>A time stands before the kernel's own words, that of the kernel or that of the day.</summary>
    public bool HasTime => LinePrefix.HasTime(Text, Body);

    /// <summary>It has one of some phrases, each of which has a blank or one of the marks <c>:=(#</c> in it or behind it.</summary>
    public bool HasAny(SearchValues<string> phrases) => HasMarks() && Wide.ContainsAny(phrases);

    // Lines of traces have none: "  0xffffffff81001000", " ? vfs_read+0x9d/0x360".
    bool HasMarks() => Text[Body..].TrimStart(" \t?"u8).IndexOfAny(" :=(#"u8) >= 0;

    ReadOnlySpan<char> Wide
    {
        get
        {
            if (!_isWide)
            {
                if (_wide.Length < _length)
                    _wide = new char[_seen.Length];
                Encoding.Latin1.GetChars(Text, _wide);
                _isWide = true;
            }
            return _wide.AsSpan(0, _length);
        }
    }

    /// <summary>The number of lines that it spans in the log; more than one only of JSON.</summary>
    public int Count { get; private set; }

    /// <summary>Reads another line, of which something is known.</summary>
    public void Read(ReadOnlySpan<byte> line, LineFacts facts)
    {
        (_body, _hasPhrase) = (facts.Body, facts.HasPhrase);
        ReadBytes(line);
    }

    /// <summary>Reads another line.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        (_body, _hasPhrase) = (null, null);
        ReadBytes(line);
    }

    void ReadBytes(ReadOnlySpan<byte> line)
    {
        _isWide = false;
        JsonRecord? record = JsonRecord.Read(line);
        IsJson = record is { Form: not RecordForm.Export };
        IsNumbers = record is { Form: RecordForm.Numbers };
        Count = record is not null ? line.Count((byte)'\n') : line.EndsWith("\n"u8) ? 1 : 0;
        _hasEntities = false;
        _isPlain = record is null && line.IndexOfAny(_coded) < 0;
        if (_seen.Length < line.Length)
            _seen = new byte[line.Length * 2];
        if (_isPlain)
            ReadPlain(line.TrimEnd("\r\n"u8));
        else
            ReadEscaped(line, record?.Message ?? default);
        SetSender(record is { } found && !found.Sender.Equals(default) ? line[found.Sender] : LineSender.Of(this));
    }

    /// <summary>Returns the position in the raw line where a byte comes from.</summary>
    public int Origin(int at) => _isPlain ? at : _from[at];

    /// <summary>Returns the position in the raw line after the byte before a position.</summary>
    public int OriginEnd(int end) => _isPlain ? end : _to[end - 1];

    // Most lines have the same sender as the line before.
    void SetSender(ReadOnlySpan<byte> sender)
    {
        if (!sender.SequenceEqual(_sender))
            _sender = sender.ToArray();
    }

    void ReadPlain(ReadOnlySpan<byte> line)
    {
        line.CopyTo(_seen);
        _length = line.Length;
    }

    void ReadEscaped(ReadOnlySpan<byte> line, Range message)
    {
        (int at, int end) = message.Equals(default) ? (0, line.Length) : (message.Start.Value, message.End.Value);
        if (_from.Length < line.Length)
            (_from, _to) = (new int[line.Length * 2], new int[line.Length * 2]);
        _length = 0;
        while (at < end)
            at = IsNumbers ? ReadNumber(line[..end], at) : ReadByte(line[..end], at);
        _length = Text.TrimEnd("\r\n"u8).Length;
    }

    int ReadNumber(ReadOnlySpan<byte> line, int at)
    {
        int start = line[at..].IndexOfAnyInRange((byte)'0', (byte)'9') is >= 0 and int digit ? at + digit : line.Length;
        bool isNumber = System.Buffers.Text.Utf8Parser.TryParse(line[start..], out byte value, out int length);
        return isNumber ? Add(value, start, start + length) : line.Length;
    }

    int ReadByte(ReadOnlySpan<byte> line, int at)
    {
        if (line[at] == 0x1b)
            return SkipEscape(line, at + 1);
        // As cat -v and browsers show it.
        if (line[at..].StartsWith("^[["u8))
            return SkipEscape(line, at + 2);
        if (line[at] == '&' && TextEntity.Read(line[at..], out int length) is { } entity)
        {
            _hasEntities = true;
            return Add(entity, at, at + length);
        }
        if (line[at] == 0xc2 && line[(at + 1)..] is [NoBreak, ..])
            return Add((byte)' ', at, at + 2);
        if (!IsJson || line[at] != '\\' || at + 1 == line.Length)
            return Add(line[at], at, at + 1);
        byte kind = line[at + 1];
        if (kind == 'u')
        {
            if (line[at..].StartsWith("\\u001b"u8) || line[at..].StartsWith("\\u001B"u8))
                return SkipEscape(line, at + 6);
            int end = Math.Min(at + 6, line.Length);
            return Add(Unescaped(line[(at + 2)..end]), at, end);
        }
        byte meant = kind switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'r' or (byte)'b' or (byte)'f' => (byte)' ',
            _ => kind,
        };
        return Add(meant, at, at + 2);
    }

    // Go writes "\u003c" for "<".
    static byte Unescaped(ReadOnlySpan<byte> digits) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out uint value, out int length, 'x') && length == 4 && value is >= ' ' and < 0x7f
            ? (byte)value : (byte)'?';

    // Control sequences end with a letter; those that set a window's title end with BEL; others have one or two bytes.
    static int SkipEscape(ReadOnlySpan<byte> line, int at)
    {
        if (at == line.Length)
            return at;
        int end = line[at] switch
        {
            (byte)'[' => line[(at + 1)..].IndexOfAnyInRange((byte)0x40, (byte)0x7e),
            (byte)']' => line[(at + 1)..].IndexOf((byte)7),
            (byte)'(' or (byte)')' => 0,
            _ => -1,
        };
        return Math.Min(end < 0 ? at + 1 : at + 2 + end, line.Length);
    }

    int Add(byte value, int from, int to)
    {
        (_seen[_length], _from[_length], _to[_length]) = (value, from, to);
        _length++;
        return to;
    }
}
