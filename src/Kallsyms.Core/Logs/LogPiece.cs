using System.Runtime.InteropServices;

namespace Kallsyms.Logs;

/// <summary>What one look at a line found, so that the next need not look for it again.</summary>
/// <param name="Body">Where the kernel's own words start; see <see cref="LogLine.Body"/>.</param>
/// <param name="HasPhrase">See <see cref="LogLine.HasPhrase"/>.</param>
readonly record struct LineFacts(int Body, bool HasPhrase);

/// <summary>Consecutive lines of a log, which are worked on apart from the others.</summary>
sealed class LogPiece
{
    // A fraction of a millisecond's work.
    const int Size = 128 << 10;

    // Less work than it takes to start a thread.
    const int ShortSize = 16 << 10;

    readonly List<(int End, int EndOfAddresses, LineFacts Facts)> _lines = [];
    byte[] _bytes = new byte[2 * Size];
    int _length;

    /// <summary>The number of its first line in the log, counted from 0; lines that belong together are one.</summary>
    public long First { get; private set; }

    /// <summary>The addresses of all lines, in order.</summary>
    public List<LogAddress> AllAddresses { get; } = [];

    /// <summary>The number of lines.</summary>
    public int Count => _lines.Count;

    /// <summary>Whether it has as many lines as a piece should have.</summary>
    public bool IsFull => _length >= Size;

    /// <summary>Whether it has so few that no other thread should be asked to work on it.</summary>
    public bool IsShort => _length < ShortSize;

    /// <summary>Returns the bytes of a line, including its end.</summary>
    public ReadOnlySpan<byte> Line(int index) => _bytes.AsSpan((index == 0 ? 0 : _lines[index - 1].End).._lines[index].End);

    /// <summary>Returns what was found in a line.</summary>
    public LineFacts Facts(int index) => _lines[index].Facts;

    /// <summary>Returns the addresses that were found in a line.</summary>
    public ReadOnlySpan<LogAddress> Addresses(int index) =>
        CollectionsMarshal.AsSpan(AllAddresses)[(index == 0 ? 0 : _lines[index - 1].EndOfAddresses).._lines[index].EndOfAddresses];

    /// <summary>Takes other lines, as many as a piece should have.</summary>
    /// <returns>False if nothing is left.</returns>
    public bool Fill(LineBuffer lines)
    {
        Clear();
        First = lines.Taken;
        while (!TakeMore(lines) && lines.Fill())
        {
        }
        return Count > 0;
    }

    /// <summary>Takes other lines, as many as are there.</summary>
    /// <returns>Whether that were as many as a piece should have.</returns>
    public bool Take(LineBuffer lines)
    {
        Clear();
        return TakeMore(lines);
    }

    /// <summary>Removes all lines.</summary>
    public void Clear()
    {
        _lines.Clear();
        AllAddresses.Clear();
        _length = 0;
    }

    /// <summary>Adds a line and what was found in it.</summary>
    public void Add(ReadOnlySpan<byte> line, LineFacts facts, ReadOnlySpan<LogAddress> addresses)
    {
        AllAddresses.AddRange(addresses);
        Add(line, facts);
    }

    /// <summary>Sets what was found in a line, after its addresses were added; to be called for all lines, in order.</summary>
    public void Set(int index, LineFacts facts) => _lines[index] = (_lines[index].End, AllAddresses.Count, facts);

    void Add(ReadOnlySpan<byte> line, LineFacts facts)
    {
        if (_bytes.Length - _length < line.Length)
            Array.Resize(ref _bytes, _length + line.Length);
        line.CopyTo(_bytes.AsSpan(_length));
        _length += line.Length;
        _lines.Add((_length, AllAddresses.Count, facts));
    }

    bool TakeMore(LineBuffer lines)
    {
        while (!IsFull && lines.TryTake(out ReadOnlySpan<byte> line))
            Add(line, default);
        return IsFull;
    }
}
