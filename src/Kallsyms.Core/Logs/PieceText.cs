namespace Kallsyms.Logs;

/// <summary>What a piece of a log becomes, kept until it is its turn.</summary>
/// <param name="text">Where it is kept.</param>
abstract class PieceText(MemoryStream text)
{
    // Names may be long, in damaged images and in C++.
    const int MaxKept = 1 << 20;
    const int MaxLine = 1 << 14;

    readonly List<(Stretch Stretch, NameCounts Counts)> _counts = [];
    int _next;

    /// <summary>The lines.</summary>
    public LogPiece Piece { get; } = new();

    /// <summary>Makes the text, as much of it as may be kept.</summary>
    public void Run()
    {
        text.SetLength(0);
        for (_next = 0; _next < Piece.Count && text.Length < MaxKept && Piece.Line(_next).Length <= MaxLine; _next++)
            Write(_next, text);
    }

    /// <summary>Writes the text, what was kept and the rest, and counts its names.</summary>
    public void Finish(Stream output)
    {
        output.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
        for (; _next < Piece.Count; _next++)
            Write(_next, output);
        foreach ((Stretch stretch, NameCounts counts) in _counts)
            stretch.Whole.Add(counts);
        _counts.Clear();
    }

    /// <summary>Writes a line.</summary>
    protected abstract void Write(int index, Stream output);

    /// <summary>Counts addresses of a line; stretches are changed at the end only, by the thread that follows the log.</summary>
    protected void Count(Stretch stretch, NameCounts counts)
    {
        if (counts == default)
            return;
        if (_counts is [.., var last] && last.Stretch == stretch)
            _counts[^1] = (stretch, last.Counts + counts);
        else
            _counts.Add((stretch, counts));
    }
}
