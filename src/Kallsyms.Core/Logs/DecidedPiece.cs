namespace Kallsyms.Logs;

/// <summary>Lines of a log that is followed, with what was decided about them.</summary>
/// <param name="writer">Writes lines.</param>
sealed class DecidedPiece(LineWriter writer) : PieceText(new())
{
    readonly List<(Stretch Stretch, Verdict Verdict)> _decisions = [];
    readonly LogLine _line = new();

    /// <summary>Adds a line.</summary>
    public void Add(ReadOnlySpan<byte> line, LineFacts facts, ReadOnlySpan<LogAddress> addresses, Stretch stretch)
    {
        Piece.Add(line, facts, addresses);
        _decisions.Add((stretch, stretch.Verdict));
    }

    /// <summary>Removes all lines.</summary>
    public void Clear()
    {
        Piece.Clear();
        _decisions.Clear();
    }

    /// <inheritdoc/>
    protected override void Write(int index, Stream output)
    {
        ReadOnlySpan<byte> line = Piece.Line(index);
        ReadOnlySpan<LogAddress> addresses = Piece.Addresses(index);
        if (addresses.IsEmpty && !writer.HasNotes)
        {
            output.Write(line);
            return;
        }
        (Stretch stretch, Verdict verdict) = _decisions[index];
        _line.Read(line, Piece.Facts(index));
        Count(stretch, writer.Write(line, _line, addresses, verdict, output));
    }
}
