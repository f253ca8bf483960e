namespace Kallsyms.Logs;

/// <summary>What is known about the kernel that printed a stretch of a log.</summary>
/// <param name="IsKnown">Whether its addresses can be named.</param>
/// <param name="Distance">The distance from the symbols' addresses.</param>
/// <param name="HasModules">Whether modules are at the symbols' addresses.</param>
/// <param name="Reason">What the verdict rests on, or why addresses stay numbers; null if it is still open.</param>
/// <param name="Places">Places of single symbols given by the log, or null.</param>
readonly record struct Verdict(bool IsKnown, ulong Distance, bool HasModules, string? Reason, SaidPlaces? Places = null)
{
    /// <summary>Whether more than addresses confirms that the symbols are this kernel's: its version, or sizes of functions.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>The build that the log names, where it is not known of which the symbols are; otherwise null.</summary>
    public KernelBuild? Build { get; init; }

    /// <summary>Whether the KASLR offset is still unknown.</summary>
    public bool IsOpen => !IsKnown && Reason is null;

    /// <summary>Creates an open verdict, with the places of single symbols.</summary>
    public static Verdict Open(SaidPlaces? places) => new(false, 0, false, null, places);

    /// <summary>Creates a verdict that names addresses.</summary>
    public static Verdict Know(ulong distance, string source, bool hasModules) => new(true, distance, hasModules && distance == 0, source);

    /// <summary>Creates a verdict that refuses: it is another kernel, or nothing can be relied on.</summary>
    public static Verdict Refuse(string reason) => new(false, 0, false, reason);
}
