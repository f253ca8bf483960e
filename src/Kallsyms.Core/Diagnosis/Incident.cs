using System.Text.RegularExpressions;

namespace Kallsyms.Diagnosis;

/// <summary>A real build failure of the past (docs/incidents.md) that a verdict refers to.</summary>
/// <param name="Id">
/// Its number there: a letter and a number. The letter is that of the class that it was told under, which need not be its cause's.
/// </param>
/// <param name="Title">Where and when.</param>
/// <param name="Source">A commit, a web address, a Message-ID, or a file and the release that has the answer.</param>
/// <param name="Cure">What to do about its like. All of them also go away with <c>kallsyms link</c>, where it says so.</param>
sealed record Incident(string Id, string Title, string Source, string Cure)
{
    /// <summary>Where to read about it.</summary>
    public string Link =>
        Source.Contains("://", StringComparison.Ordinal) ? Source
        : Source.StartsWith("commit ", StringComparison.Ordinal) ? "https://git.kernel.org/torvalds/c/" + Source["commit ".Length..]
        : Source.Contains('@', StringComparison.Ordinal) ? "https://lore.kernel.org/r/" + Source
        : $"https://elixir.bootlin.com/linux/v{Source[(Source.IndexOf(' ') + 1)..]}/source/{Source[..Source.IndexOf(',')]}";

    /// <summary>A pattern of names that tells it from others of its kind; null: none does.</summary>
    public string? Sign { get; init; }

    /// <summary>The first of some incidents whose sign one of the names has; where none has, the last.</summary>
    public static Incident Like(IReadOnlyList<string> names, IReadOnlyList<Incident> incidents) =>
        incidents.FirstOrDefault(one => one.Sign is { } sign && names.Any(name => Regex.IsMatch(name, sign))) ?? incidents[^1];

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Title}): {Link}";
}
