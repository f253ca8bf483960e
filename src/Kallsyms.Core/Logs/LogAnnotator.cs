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

    const string Unproven = "nothing in the log but its addresses says that it is of this kernel (neither its version nor functions with "
        + "their sizes): make sure that it is";

    const string ToldTooLate = "the log told too late how far the kernel was moved (KASLR); annotate it as a file, or say --kaslr OFFSET";

    // Those that have addresses.
    readonly HashSet<Stretch> _stretches = [];

    /// <summary>Rust and C++ names are written as they stand in the source.</summary>
    public bool Demangles { get; init; }

    /// <summary>Adds lines of source; null: names alone.</summary>
    internal SourceFinder? Source { get; init; }

    /// <summary>What was not named, and why.</summary>
    public IReadOnlyList<LogNotice> Unnamed =>
        Notices(stretch => stretch.Left > 0 ? stretch.Left : stretch.Named == 0 ? stretch.Missed : 0, UnsupportedReason);

    /// <summary>What was named although nothing but its addresses says that it is of this kernel.</summary>
    public IReadOnlyList<LogNotice> Unconfirmed => Notices(stretch => stretch.Verdict.IsConfirmed ? 0 : stretch.Named, _ => Unproven);

    /// <summary>What was named, and what that rests on.</summary>
    public IReadOnlyList<LogNotice> Named => Notices(stretch => stretch.Named, Basis);

    /// <summary>
    /// Annotates a log. A file is read twice, since a kernel says at last how far it was moved. Of all else, what has come in is out
    /// before more is waited for, except for at most 64 KiB of which that is not known yet.
    /// </summary>
    public void Annotate(Stream input, Stream output)
    {
        if (input.CanSeek)
            ReadTwice(input, output);
        else
            new LogFollower(new StretchReader(kernel, distance), new LineWriter(kernel, Demangles, Source), _stretches).Run(input, output);
    }

    static string UnsupportedReason(Stretch stretch) => stretch.Verdict switch
    {
        { IsOpen: true } => NothingTells,
        { IsKnown: true } verdict => stretch.Left > 0 ? ToldTooLate
            : $"none of them lies in this kernel{(verdict.Distance == 0 ? "" : $", moved by 0x{verdict.Distance:x}")} ({verdict.Reason})",
        var verdict => verdict.Reason!,
    };

    static string Basis(Stretch stretch) => stretch.Verdict is { IsKnown: true } verdict
        ? $"moved by 0x{verdict.Distance:x}: {verdict.Reason}" : "only those in functions whose start it tells";

    /// <summary>How many lines of the log a line takes: those that belong together are read as one.</summary>
    internal static int Lines(ReadOnlySpan<byte> line) => line.Count((byte)'\n');

    List<LogNotice> Notices(Func<Stretch, long> count, Func<Stretch, string> text) =>
    [
        .. _stretches.Select(stretch => stretch.Whole).Distinct().Where(stretch => count(stretch) > 0)
            .OrderBy(stretch => stretch.FirstLine).GroupBy(text)
            .Select(alike => new LogNotice(alike.First().FirstLine, alike.Sum(count), alike.Key)),
    ];

    void ReadTwice(Stream input, Stream output)
    {
        long start = input.Position;
        List<(long First, Stretch Stretch)> runs = ReadStretches(input);
        _stretches.UnionWith(runs.Select(run => run.Stretch.Whole));
        // From here on it is known of every line whose it is.
        input.Position = start;
        var lines = new LineBuffer(input);
        var writer = new LineWriter(kernel, Demangles, Source);
        int run = 0;
        for (long number = 0; lines.Fill();)
        {
            for (; lines.TryTake(out ReadOnlySpan<byte> line); number++)
            {
                while (run + 1 < runs.Count && runs[run + 1].First <= number)
                    run++;
                Stretch stretch = runs[run].Stretch.Whole;
                writer.Read(line);
                writer.Write(line, stretch.Verdict, stretch, output);
            }
        }
    }

    // Which stretch the lines from one on belong to, where records count as lines do. They may take turns.
    List<(long First, Stretch Stretch)> ReadStretches(Stream input)
    {
        var reader = new StretchReader(kernel, distance);
        List<(long First, Stretch Stretch)> runs = [(0, reader.Current)];
        var lines = new LineBuffer(input);
        var seen = new LineWriter(kernel, Demangles, source: null);
        for (long number = 0; lines.Fill();)
        {
            for (; lines.TryTake(out ReadOnlySpan<byte> line); number++)
            {
                seen.Read(line);
                reader.Read(seen.Line, seen.HasAddresses, Lines(line));
                // Of the others it does not matter whose they are.
                if (runs[^1].Stretch != reader.Current && (seen.HasAddresses || seen.Line.Text.IndexOf("+0x"u8) >= 0))
                    runs.Add((number, reader.Current));
            }
        }
        reader.Close();
        return runs;
    }
}
