namespace Kallsyms.Logs;

/// <summary>Writes the lines of a piece with names.</summary>
/// <param name="writer">Writes lines.</param>
/// <param name="marks">Which lines can get names.</param>
/// <param name="text">Where text is kept until it is its turn.</param>
sealed class PieceNamer(LineWriter writer, LineMarks marks, MemoryStream text)
{
    // Names may be long, in damaged images and in C++.
    const int MaxKept = 1 << 20;
    const int MaxLine = 1 << 14;

    int _next;

    /// <summary>The piece.</summary>
    public LogPiece Piece { get; } = new();

    /// <summary>Makes its text, as much of it as may be kept.</summary>
    public void Run()
    {
        text.SetLength(0);
        for (_next = 0; _next < Piece.Lines.Length && text.Length < MaxKept && Piece.Line(_next).Length <= MaxLine; _next++)
            Write(_next, text);
    }

    /// <summary>Writes its text, what was kept and the rest.</summary>
    public void Finish(Stream output)
    {
        output.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
        for (; _next < Piece.Lines.Length; _next++)
            Write(_next, output);
    }

    void Write(int index, Stream output)
    {
        ReadOnlySpan<byte> line = Piece.Line(index);
        long number = Piece.First + index;
        if (marks.Section(number) is { } section)
        {
            Stretch stretch = marks.Stretch(number);
            writer.Read(line, section);
            writer.Write(line, stretch.Verdict, stretch, output);
        }
        else
        {
            output.Write(line);
        }
    }
}
