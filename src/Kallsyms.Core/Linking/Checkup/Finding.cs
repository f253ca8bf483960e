namespace Kallsyms.Linking.Checkup;

/// <summary>The state of one thing that was checked.</summary>
enum FindingState
{
    /// <summary>It works.</summary>
    Works,

    /// <summary>It works, but wastes time or space.</summary>
    Slow,

    /// <summary>It is missing; only what needs it does not work.</summary>
    Missing,

    /// <summary>It is present but does not work.</summary>
    Broken,
}

/// <summary>The result of checking one thing that links or other commands need.</summary>
/// <param name="Area">Its area: "linker", "directory", "program" or "machine".</param>
/// <param name="Name">The thing checked: a program, a directory, "memory", "cores".</param>
/// <param name="State">The result.</param>
/// <param name="Found">What was found, for people.</param>
/// <param name="Advice">What to do about it, or null for nothing.</param>
sealed record Finding(string Area, string Name, FindingState State, string Found, string? Advice = null);
