namespace Kallsyms.Logs;

/// <summary>What is known of the kernel that printed a stretch of a log.</summary>
/// <param name="IsKnown">Its addresses can be named.</param>
/// <param name="Distance">How far it was moved from where its symbols are.</param>
/// <param name="HasModules">Modules lie where the symbols have them.</param>
/// <param name="Reason">What says so; or why its addresses stay numbers, null: nothing tells yet.</param>
/// <param name="Places">Where the log says that single symbols are; null: nowhere.</param>
readonly record struct Verdict(bool IsKnown, ulong Distance, bool HasModules, string? Reason, SaidPlaces? Places = null)
{
    /// <summary>More than addresses says that it is the kernel whose symbols are at hand: its version, or its functions' sizes.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Nothing tells yet how far the kernel was moved.</summary>
    public bool IsOpen => !IsKnown && Reason is null;

    /// <summary>Nothing tells yet, but for single symbols.</summary>
    public static Verdict Open(SaidPlaces? places) => new(false, 0, false, null, places);

    /// <summary>It is known.</summary>
    public static Verdict Know(ulong distance, string source, bool hasModules) => new(true, distance, hasModules && distance == 0, source);

    /// <summary>It is not the kernel that the symbols are of, or nothing can be relied on.</summary>
    public static Verdict Refuse(string reason) => new(false, 0, false, reason);
}
