using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>
/// Annotates a log that can be read twice: first for what it says about its kernels, then to write it with names. Both times, pieces of
/// it are decoded on all cores.
/// </summary>
/// <param name="kernel">The kernel whose symbols are used.</param>
/// <param name="distance">The KASLR offset given by the user; null to take it from the log.</param>
/// <param name="demangles">Whether to demangle names.</param>
/// <param name="source">Finds source lines; null if they are not wanted.</param>
sealed class LogRereader(LogKernel kernel, ulong? distance, bool demangles, SourceFinder? source)
{
    readonly AddressForm _form = AddressForm.Of(kernel);

    /// <summary>Writes a log with names.</summary>
    /// <returns>The stretches that have something to name.</returns>
    public IEnumerable<Stretch> Run(Stream input, Stream output)
    {
        long start = input.Position;
        LineMarks marks = ReadMarks(input, PieceWork.For(input));
        // From here on, the stretch of every line is known.
        input.Position = start;
        // Sources are looked up by one thread at a time.
        Write(input, source is null ? PieceWork.For(input) : new PieceWork(workers: 0), marks, output);
        return marks.Stretches;
    }

    LineMarks ReadMarks(Stream input, PieceWork work)
    {
        var lines = new LineBuffer(input);
        var reader = new StretchReader(kernel, distance);
        var marks = new LineMarks();
        var line = new LogLine();
        var section = new LogSection();
        work.Run(
            () => new PieceDecoder(_form), decoder => decoder.Piece.Fill(lines), decoder => decoder.Run(), decoder => Read(decoder.Piece));
        reader.Close();
        return marks;

        void Read(LogPiece piece)
        {
            for (int i = 0; i < piece.Lines.Length; i++)
            {
                LineFacts facts = piece.Lines[i];
                line.Read(piece.Line(i), facts);
                section = section.Next(line);
                bool hasAddresses = facts.HasAddresses && !section.HasNoAddresses;
                reader.Read(line, hasAddresses, line.Count);
                marks.Add(hasAddresses || line.Text.IndexOf("+0x"u8) >= 0, section, reader.Current);
            }
        }
    }

    void Write(Stream input, PieceWork work, LineMarks marks, Stream output)
    {
        var lines = new LineBuffer(input);
        work.Run(
            () => new PieceNamer(new(kernel, demangles, source), marks, new()), namer => namer.Piece.Fill(lines), namer => namer.Run(),
            namer => namer.Finish(output));
    }
}
