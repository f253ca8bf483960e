using System.Text.RegularExpressions;

namespace Kallsyms.Diagnosis;

/// <summary>A real build failure of the past (docs/incidents.md) that a verdict refers to.</summary>
/// <param name="Id">
/// Its id there: a letter and a number. The letter is that of the class it was reported under, which need not be its cause's.
/// </param>
/// <param name="Title">Where and when it happened.</param>
/// <param name="Source">A commit, a web address, a Message-ID, or a file and the release that has the answer.</param>
/// <param name="Cure">What to do in such a case. Where it says so, <c>kallsyms link</c> avoids the problem altogether.</param>
sealed record Incident(string Id, string Title, string Source, string Cure)
{
    /// <summary>Where to read about it.</summary>
    public string Link =>
        Source.Contains("://", StringComparison.Ordinal) ? Source
        : Source.StartsWith("commit ", StringComparison.Ordinal) ? "https://git.kernel.org/torvalds/c/" + Source["commit ".Length..]
        : Source.Contains('@', StringComparison.Ordinal) ? "https://lore.kernel.org/r/" + Source
        : $"https://elixir.bootlin.com/linux/v{Source[(Source.IndexOf(' ') + 1)..]}/source/{Source[..Source.IndexOf(',')]}";

    /// <summary>A pattern of names that distinguishes it from others of its kind, or null.</summary>
    public string? Sign { get; init; }

    /// <summary>Returns the first incident whose sign matches one of the names, or the last incident if none does.</summary>
    public static Incident Like(IReadOnlyList<string> names, IReadOnlyList<Incident> incidents) =>
        incidents.FirstOrDefault(one => one.Sign is { } sign && names.Any(name => Regex.IsMatch(name, sign))) ?? incidents[^1];

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Title}): {Link}";
}
