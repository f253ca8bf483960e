namespace Kallsyms.Linking.Checkup;

/// <summary>What a look at one thing came to.</summary>
enum FindingState
{
    /// <summary>It does what it is for.</summary>
    Works,

    /// <summary>It works, and costs time or space that need not be spent.</summary>
    Slow,

    /// <summary>It is not there; only what needs it does not work.</summary>
    Missing,

    /// <summary>It is there and does not work.</summary>
    Broken,
}

/// <summary>What was found out about one thing that a link needs, or that other commands do.</summary>
/// <param name="Area">What it belongs to: "linker", "directory", "program" or "machine".</param>
/// <param name="Name">What was looked at: a program, a directory, "memory", "cores".</param>
/// <param name="State">What it came to.</param>
/// <param name="Found">What was seen, for people.</param>
/// <param name="Advice">What to do about it; null: nothing.</param>
sealed record Finding(string Area, string Name, FindingState State, string Found, string? Advice = null);
