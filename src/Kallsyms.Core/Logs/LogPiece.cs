using System.Runtime.InteropServices;

namespace Kallsyms.Logs;

/// <summary>What one look at a line found, so that the next need not look for it again.</summary>
/// <param name="End">The end of the line in its piece.</param>
/// <param name="Body">Where the kernel's own words start; see <see cref="LogLine.Body"/>.</param>
/// <param name="HasPhrase">See <see cref="LogLine.HasPhrase"/>.</param>
/// <param name="HasAddresses">Whether it has addresses, if it is about this kernel.</param>
readonly record struct LineFacts(int End, int Body, bool HasPhrase, bool HasAddresses);

/// <summary>Consecutive lines of a log, which are worked on apart from the others.</summary>
sealed class LogPiece
{
    // A fraction of a millisecond's work.
    const int Size = 128 << 10;

    readonly List<LineFacts> _lines = [];
    byte[] _bytes = new byte[2 * Size];
    int _length;

    /// <summary>The number of its first line in the log, counted from 0; lines that belong together are one.</summary>
    public long First { get; private set; }

    /// <summary>The lines.</summary>
    public Span<LineFacts> Lines => CollectionsMarshal.AsSpan(_lines);

    /// <summary>The bytes of all lines.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Returns the bytes of a line, including its end.</summary>
    public ReadOnlySpan<byte> Line(int index) => Bytes[(index == 0 ? 0 : _lines[index - 1].End).._lines[index].End];

    /// <summary>Takes the next lines.</summary>
    /// <returns>False if nothing is left.</returns>
    public bool Fill(LineBuffer lines)
    {
        _lines.Clear();
        (_length, First) = (0, lines.Taken);
        while (_length < Size)
        {
            if (lines.TryTake(out ReadOnlySpan<byte> line))
                Add(line);
            else if (!lines.Fill())
                break;
        }
        return _length > 0;
    }

    void Add(ReadOnlySpan<byte> line)
    {
        if (_bytes.Length - _length < line.Length)
            Array.Resize(ref _bytes, _length + line.Length);
        line.CopyTo(_bytes.AsSpan(_length));
        _length += line.Length;
        _lines.Add(new(_length, 0, false, false));
    }
}
