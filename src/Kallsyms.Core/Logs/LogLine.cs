namespace Kallsyms.Logs;

/// <summary>
/// A decoded line: without terminal escape sequences, and without those of JSON, as journald writes. Maps each decoded byte to its
/// origin in the raw line.
/// </summary>
sealed class LogLine
{
    byte[] _seen = new byte[256];
    int[] _from = new int[256];
    int[] _to = new int[256];
    int _length;

    /// <summary>Whether the decoded bytes are the same as the raw line.</summary>
    bool _isPlain;

    byte[] _sender = [];

    /// <summary>Whether the line is a JSON object.</summary>
    public bool IsJson { get; private set; }

    /// <summary>The host or boot that it says it comes from; empty if it does not say.</summary>
    public ReadOnlySpan<byte> Sender => _sender;

    /// <summary>Decodes a line and returns the text, for JSON its message, which is valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line)
    {
        JsonRecord? record = JsonRecord.Read(line);
        IsJson = record is not null;
        _isPlain = !IsJson && line.IndexOf((byte)0x1b) < 0;
        ReadOnlySpan<byte> seen = _isPlain ? line.TrimEnd("\r\n"u8) : ReadEscaped(line, record?.Message ?? default);
        SetSender(record is { } found && !found.Sender.Equals(default) ? line[found.Sender] : LinePrefix.Sender(seen));
        return seen;
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

    ReadOnlySpan<byte> ReadEscaped(ReadOnlySpan<byte> line, Range message)
    {
        (int at, int end) = message.Equals(default) ? (0, line.Length) : (message.Start.Value, message.End.Value);
        if (_seen.Length < line.Length)
            (_seen, _from, _to) = (new byte[line.Length * 2], new int[line.Length * 2], new int[line.Length * 2]);
        _length = 0;
        while (at < end)
            at = ReadByte(line[..end], at);
        return _seen.AsSpan(0, _length);
    }

    int ReadByte(ReadOnlySpan<byte> line, int at)
    {
        if (line[at] == 0x1b)
            return SkipEscape(line, at + 1);
        if (!IsJson || line[at] != '\\' || at + 1 == line.Length)
        {
            return Add(line[at], at, at + 1);
        }
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
