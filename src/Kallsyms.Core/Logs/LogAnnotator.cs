using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>
/// Puts names in the place of raw addresses in text, an oops or any other log: <c>name+0xoffset/0xsize</c>, and <c>[module]</c> behind it,
/// as the kernel prints them. All other bytes stay as they are. A log may be of several boots, builds and machines; only what is surely
/// of the kernel at hand is named.
/// </summary>
/// <param name="kernel">The kernel whose symbols are at hand.</param>
/// <param name="distance">How far it was moved from there; null: the log tells.</param>
public sealed class LogAnnotator(LogKernel kernel, ulong? distance = null)
{
    const string NothingTells = "the log does not tell how far this kernel was moved (KASLR); if you know, say --kaslr OFFSET, or --kaslr "
        + "SYMBOL=ADDRESS with an address of that boot, or --kaslr 0 if it was not moved";

    const string ToldTooLate = "the log told too late how far the kernel was moved (KASLR); annotate it as a file, or say --kaslr OFFSET";

    readonly List<Stretch> _stretches = [];

    /// <summary>Rust and C++ names are written as they stand in the source.</summary>
    public bool Demangles { get; init; }

    /// <summary>Adds lines of source; null: names alone.</summary>
    internal SourceFinder? Source { get; init; }

    /// <summary>What was not named, and why.</summary>
    public IReadOnlyList<LogNotice> Unnamed => Notices(stretch => stretch.Left, UnsupportedReason);

    /// <summary>What was named, and what that rests on.</summary>
    public IReadOnlyList<LogNotice> Named => Notices(stretch => stretch.Named, Basis);

    /// <summary>
    /// Annotates a log. A file is read twice, since a kernel says at last how far it was moved. Of all else, what has come in is out
    /// before more is waited for, except for at most 64 KiB of which that is not known yet.
    /// </summary>
    public void Annotate(Stream input, Stream output)
    {
        if (distance is ulong known)
            WriteAll(input, output, new Stretch(Verdict.Know(known, "--kaslr", hasModules: true)));
        else if (input.CanSeek)
            ReadTwice(input, output);
        else
            new LogFollower(kernel, _stretches, new(kernel, Demangles, Source)).Run(input, output);
    }

    static string UnsupportedReason(Verdict verdict) => verdict.IsOpen ? NothingTells : verdict.IsKnown ? ToldTooLate : verdict.Reason!;

    static string Basis(Verdict verdict) =>
        verdict.IsKnown ? $"moved by 0x{verdict.Distance:x}: {verdict.Reason}" : "only those in functions whose start it tells";

    // What has no addresses needs no names.
    internal static void Add(List<Stretch> stretches, Stretch next)
    {
        if (stretches.Count > 0 && !stretches[^1].HasAddresses)
            stretches[^1] = next;
        else
            stretches.Add(next);
    }

    List<LogNotice> Notices(Func<Stretch, long> count, Func<Verdict, string> text) =>
    [
        .. _stretches.Where(stretch => count(stretch) > 0).GroupBy(stretch => text(stretch.Verdict))
            .Select(alike => new LogNotice(alike.First().FirstLine, alike.Sum(count), alike.Key)),
    ];

    void WriteAll(Stream input, Stream output, Stretch stretch)
    {
        _stretches.Add(stretch);
        var lines = new LineBuffer(input);
        var writer = new LineWriter(kernel, Demangles, Source);
        while (lines.Fill())
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
                writer.Write(line, writer.Read(line), stretch.Verdict, stretch, output);
            output.Flush();
        }
    }

    void ReadTwice(Stream input, Stream output)
    {
        long start = input.Position;
        ReadStretches(input);
        // From here on it is known of every line whose it is.
        input.Position = start;
        var lines = new LineBuffer(input);
        var writer = new LineWriter(kernel, Demangles, Source);
        int current = 0;
        long number = 0;
        while (lines.Fill())
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
            {
                number++;
                if (current + 1 < _stretches.Count && _stretches[current + 1].FirstLine == number)
                    current++;
                writer.Write(line, writer.Read(line), _stretches[current].Verdict, _stretches[current], output);
            }
        }
    }

    void ReadStretches(Stream input)
    {
        var reader = new StretchReader(kernel);
        _stretches.Add(reader.Current);
        var lines = new LineBuffer(input);
        var seen = new LogLine();
        int digits = AddressForm.Of(kernel).FewestDigits;
        while (lines.Fill())
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
            {
                ReadOnlySpan<byte> text = seen.Read(line);
                if (reader.Read(text, HexWords.HasLong(text, digits)))
                    Add(_stretches, reader.Current);
            }
        }
        reader.Current.Close();
    }
}
