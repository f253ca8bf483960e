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

    const string Withheld = "the name of the symbol has characters that must not stand in a log (control characters; quotes in JSON, < "
        + "in HTML); kallsyms lookup shows it";

    const string Unversioned = "make sure that they are, or give its image, or a list called System.map-";

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
            stretch => stretch.Counts switch
            {
                { Left: > 0 and var left } => left,
                { Named: 0, Withheld: 0 } none => none.Missed,
                _ => 0,
            },
            UnsupportedReason),
        .. Notices(stretch => stretch.Counts.Withheld, _ => Withheld),
    ];

    /// <summary>Addresses that were named although only the addresses themselves indicate this kernel.</summary>
    public IReadOnlyList<LogNotice> Unconfirmed => Notices(stretch => stretch.Verdict.IsConfirmed ? 0 : stretch.Counts.Named, Doubt);

    /// <summary>Addresses that were named, with what that rests on.</summary>
    public IReadOnlyList<LogNotice> Named => Notices(stretch => stretch.Counts.Named, Basis);

    /// <summary>
    /// Annotates a log. A file is read twice, because the KASLR offset is printed only at the end. From any other stream, everything
    /// that has come in is written before more is awaited, except for at most 64 KiB that cannot be decided yet.
    /// </summary>
    public void Annotate(Stream input, Stream output)
    {
        if (input.CanSeek)
            _stretches.UnionWith(new LogRereader(kernel, distance, Demangles, Source).Run(input, output));
        else
            new LogFollower(kernel, distance, new DecidedLines(kernel, Demangles, Source, output), _stretches).Run(input);
    }

    static string UnsupportedReason(Stretch stretch) => stretch.Verdict switch
    {
        { IsOpen: true } => NothingTells,
        { IsKnown: true } verdict => stretch.Counts.Left > 0
            ? $"the log told too late how far this kernel was moved (KASLR); annotate it as a file, or say --kaslr {verdict.Distance:x}"
            : $"none of them lies in this kernel{(verdict.Distance == 0 ? "" : $", moved by 0x{verdict.Distance:x}")} ({verdict.Reason}); "
                + "they are modules', or another kernel's",
        var verdict => verdict.Reason!,
    };

    static string Doubt(Stretch stretch) =>
        stretch.Verdict.Build is { Release: var release }
            ? $"nothing says that the symbols are those of Linux {release}, of which the log is: {Unversioned}{release}" : Unproven;

    static string Basis(Stretch stretch) => stretch.Verdict is { IsKnown: true } verdict
        ? $"moved by 0x{verdict.Distance:x}: {verdict.Reason}"
            + (stretch.Counts.Missed == 0 ? "" : $"; {Quantity.Of(stretch.Counts.Missed, "other")} not in this kernel")
        : "only those in functions whose start it tells";

    List<LogNotice> Notices(Func<Stretch, long> count, Func<Stretch, string> text) =>
    [
        .. _stretches.Select(stretch => stretch.Whole).Distinct().Where(stretch => count(stretch) > 0)
            .OrderBy(stretch => stretch.FirstLine).GroupBy(text)
            .Select(alike => new LogNotice(alike.First().FirstLine, alike.Sum(count), alike.Key)),
    ];
}
