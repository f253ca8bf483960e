using System.Text.RegularExpressions;

namespace Kallsyms.Logs;

/// <summary>Which build of Linux something is of.</summary>
/// <param name="Release">What uname -r prints.</param>
/// <param name="Number">"#1 SMP Debian 6.1.90-1", what uname -v prints, or its start; empty: not known.</param>
sealed partial record KernelBuild(string Release, string Number)
{
    /// <summary>Reads "Linux version RELEASE (...) #1 ..." as banners have it, or a release alone.</summary>
    public static KernelBuild Parse(string version)
    {
        Match banner = Banner().Match(version);
        return banner.Success ? new(banner.Groups[1].Value, banner.Groups[2].Value.TrimEnd()) : new(version, "");
    }

    /// <summary>Reads "Not tainted 6.1.0-21-amd64 #1 Debian 6.1.90-1" and the like; null: the line names no build.</summary>
    public static KernelBuild? FromReport(string line) =>
        Report().Match(line) is { Success: true } report ? new(report.Groups[1].Value, report.Groups[2].Value) : null;

    /// <summary>Nothing that both tell contradicts.</summary>
    public bool Agrees(KernelBuild other) => Number.Length == 0 || other.Number.Length == 0
        ? IsStart(Release, other.Release) || IsStart(other.Release, Release)
        : Release == other.Release && IsSameNumber(other.Number);

    // Oopses say "#1" alone, or much less than the banner does; the line of a banner may be cut off.
    bool IsSameNumber(string other) => !Number.Contains(' ') || !other.Contains(' ') ? Number.Split(' ')[0] == other.Split(' ')[0]
        : Number.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(Number, StringComparison.Ordinal);

    // A file may be called System.map-6.12 where the kernel says 6.12.9-amd64.
    static bool IsStart(string start, string release) =>
        release.StartsWith(start, StringComparison.Ordinal)
            && (release.Length == start.Length || !char.IsAsciiLetterOrDigit(release[start.Length]));

    /// <inheritdoc/>
    public override string ToString() => Number.Length == 0 ? Release : $"{Release} {Number}";

    [GeneratedRegex(@"Linux version (\S+)(?:.*?(#\d+\S*(?: .*)?))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Banner();

    [GeneratedRegex(@"[Tt]ainted:?\s.*?(?<![\w.])(\d+\.\d+\S*) (#\d+\S*)", RegexOptions.CultureInvariant)]
    private static partial Regex Report();
}
