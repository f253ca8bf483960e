using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>Prints the lines of a log that is followed: in pieces, named on all cores if there are many.</summary>
sealed class DecidedLines
{
    readonly PieceWork<DecidedPiece> _naming;
    readonly Stream _output;
    DecidedPiece _piece;

    /// <summary>Creates it for an output.</summary>
    /// <param name="kernel">The kernel whose symbols are used.</param>
    /// <param name="demangles">Whether to demangle names.</param>
    /// <param name="source">Finds source lines; null if they are not wanted.</param>
    /// <param name="output">The output.</param>
    public DecidedLines(LogKernel kernel, bool demangles, SourceFinder? source, Stream output)
    {
        _output = output;
        // Sources are looked up by one thread at a time.
        _naming = new(
            source is null ? Environment.ProcessorCount : 0, () => new(new(kernel, demangles, source)), piece => piece.Run(),
            piece => piece.Finish(output));
        _piece = NextPiece();
    }

    /// <summary>Adds a line, which has the verdict that its stretch has now.</summary>
    public void Add(ReadOnlySpan<byte> line, LineFacts facts, ReadOnlySpan<LogAddress> addresses, Stretch stretch)
    {
        _piece.Add(line, facts, addresses, stretch);
        if (_piece.Piece.IsFull)
            Start();
    }

    /// <summary>Prints all lines.</summary>
    public void Flush()
    {
        Start();
        _naming.FinishAll();
        _output.Flush();
    }

    void Start()
    {
        _naming.Start(_piece, _piece.Piece.IsShort);
        _piece = NextPiece();
    }

    DecidedPiece NextPiece()
    {
        DecidedPiece piece = _naming.Next();
        piece.Clear();
        return piece;
    }
}
