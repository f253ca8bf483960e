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
    // Such a log is read before a thread has started.
    const long ShortLog = 1 << 20;

    readonly AddressForm _form = AddressForm.Of(kernel);

    /// <summary>Writes a log with names.</summary>
    /// <returns>The stretches that have something to name.</returns>
    public IEnumerable<Stretch> Run(Stream input, Stream output)
    {
        long start = input.Position;
        int workers = input.Length - start <= ShortLog ? 0 : Environment.ProcessorCount;
        LineMarks marks = ReadMarks(input, workers);
        // From here on, the stretch of every line is known.
        input.Position = start;
        // Sources are looked up by one thread at a time.
        Write(input, source is null ? workers : 0, marks, output);
        return marks.Stretches;
    }

    LineMarks ReadMarks(Stream input, int workers)
    {
        var reader = new StretchReader(kernel, distance);
        var marks = new LineMarks();
        var line = new LogLine();
        var section = new LogSection();
        var decoding = new PieceWork<PieceDecoder>(workers, () => new(_form), decoder => decoder.Run(), decoder => Read(decoder.Piece));
        var lines = new LineBuffer(input);
        for (PieceDecoder decoder = decoding.Next(); decoder.Piece.Fill(lines); decoder = decoding.Next())
            decoding.Start(decoder, decoder.Piece.IsShort);
        decoding.FinishAll();
        reader.Close();
        return marks;

        void Read(LogPiece piece)
        {
            for (int i = 0; i < piece.Count; i++)
            {
                line.Read(piece.Line(i), piece.Facts(i));
                section = section.Next(line);
                bool hasAddresses = piece.Addresses(i).Length > 0 && !section.HasNoAddresses;
                reader.Read(line, hasAddresses, line.Count);
                marks.Add(hasAddresses || line.Text.IndexOf("+0x"u8) >= 0, section, reader.Current);
            }
        }
    }

    void Write(Stream input, int workers, LineMarks marks, Stream output)
    {
        var naming = new PieceWork<PieceNamer>(
            workers, () => new(_form, new(kernel, demangles, source), marks), namer => namer.Run(), namer => namer.Finish(output));
        var lines = new LineBuffer(input);
        for (PieceNamer namer = naming.Next(); namer.Piece.Fill(lines); namer = naming.Next())
            naming.Start(namer, namer.Piece.IsShort);
        naming.FinishAll();
    }
}
