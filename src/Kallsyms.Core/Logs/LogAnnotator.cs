using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>
/// Replaces raw addresses in an oops or any other log with <c>name+0xoffset/0xsize</c>, followed by <c>[module]</c> where it applies,
/// as the kernel prints them. All other bytes are left unchanged. A log may cover several boots, builds and machines; an address is
/// named only if it certainly belongs to the given kernel.
/// </summary>
/// <param name="kernel">The kernel whose symbols are used.</param>
/// <param name="distance">The KASLR offset in bytes, or null to take it from the log.</param>
public sealed class LogAnnotator(LogKernel kernel, ulong? distance = null)
{
    const string NothingTells = "the log does not tell how far this kernel was moved (KASLR); if you know, say --kaslr OFFSET, or --kaslr "
        + "SYMBOL=ADDRESS with an address of that boot, or --kaslr 0 if it was not moved";

    const string Unproven = "nothing in the log but its addresses says that it is of this kernel (neither its version nor functions with "
        + "their sizes): make sure that it is";

    const string Withheld = "the name of the symbol has characters that must not stand in a log (control characters; in JSON, quotes); "
        + "kallsyms lookup shows it";

    const string ToldTooLate = "the KASLR offset came too late in the log; annotate it as a file, or give --kaslr OFFSET";

    // Stretches that contain addresses.
    readonly HashSet<Stretch> _stretches = [];

    /// <summary>Whether Rust and C++ names are demangled.</summary>
    public bool Demangles { get; init; }

    /// <summary>Adds source lines; null for names only.</summary>
    internal SourceFinder? Source { get; init; }

    /// <summary>Addresses that were not named, with the reasons.</summary>
    public IReadOnlyList<LogNotice> Unnamed =>
    [
        .. Notices(
            stretch => stretch.Left > 0 ? stretch.Left : stretch.Named + stretch.Withheld == 0 ? stretch.Missed : 0, UnsupportedReason),
        .. Notices(stretch => stretch.Withheld, _ => Withheld),
    ];

    /// <summary>Addresses that were named although only the addresses themselves indicate this kernel.</summary>
    public IReadOnlyList<LogNotice> Unconfirmed => Notices(stretch => stretch.Verdict.IsConfirmed ? 0 : stretch.Named, _ => Unproven);

    /// <summary>Addresses that were named, with what that rests on.</summary>
    public IReadOnlyList<LogNotice> Named => Notices(stretch => stretch.Named, Basis);

    /// <summary>
    /// Annotates a log. A file is read twice, because the KASLR offset is printed only at the end. From any other stream, everything
    /// that has come in is written before more is awaited, except for at most 64 KiB that cannot be decided yet.
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

    /// <summary>The number of log lines in one line read: lines that belong together are read as one.</summary>
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
        // From here on, the owner of every line is known.
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

    // The stretches in log order, each with its first line, counting records as lines. Stretches may alternate.
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
                // For other lines the stretch does not matter.
                if (runs[^1].Stretch != reader.Current && (seen.HasAddresses || seen.Line.Text.IndexOf("+0x"u8) >= 0))
                    runs.Add((number, reader.Current));
            }
        }
        reader.Close();
        return runs;
    }
}
