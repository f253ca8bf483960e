using System.Text;

namespace Kallsyms.Logs;

/// <summary>A build of Linux.</summary>
/// <param name="Release">The output of uname -r.</param>
/// <param name="Number">"#1 SMP Debian 6.1.90-1", the output of uname -v, or its start; empty if unknown.</param>
sealed record KernelBuild(string Release, string Number)
{
    const string Banner = "Linux version ";

    /// <summary>What lines of reports that name one are known by.</summary>
    public static IEnumerable<byte[]> Phrases => ["Tainted: "u8.ToArray(), "tainted "u8.ToArray()];

    /// <summary>Parses "Linux version RELEASE (...) #1 ..." as in banners, or a release alone.</summary>
    public static KernelBuild Parse(string version)
    {
        int at = version.IndexOf(Banner, StringComparison.Ordinal);
        if (at < 0)
            return new(version, "");
        string banner = version[(at + Banner.Length)..].Split('\n')[0];
        int end = banner.AsSpan().IndexOfAny(" \t\r");
        int number = end < 0 ? -1 : NumberAt(banner, end);
        return new(end < 0 ? banner : banner[..end], number < 0 ? "" : banner[number..].TrimEnd());
    }

    /// <summary>Parses "Not tainted 6.1.0-21-amd64 #1 Debian 6.1.90-1" and similar; returns null if the line has no build.</summary>
    public static KernelBuild? FromReport(ReadOnlySpan<byte> line)
    {
        int tainted = line.IndexOf("Tainted: "u8);
        if (tainted < 0 && (tainted = line.IndexOf("tainted "u8)) < 0)
            return null;
        string text = Encoding.Latin1.GetString(line[tainted..]);
        for (int number = NumberAt(text, 0); number >= 0; number = NumberAt(text, number + 1))
        {
            if (number == 0 || text[number - 1] != ' ')
                continue;
            ReadOnlySpan<char> word = text.AsSpan(0, number - 1);
            word = word[(word.LastIndexOf(' ') + 1)..];
            int release = ReleaseAt(word);
            if (release >= 0)
                return new(word[release..].ToString(), text[number..].Split(' ', 2)[0].TrimEnd(')', '\r', '\n'));
        }
        return null;
    }

    /// <summary>Whether what both state is consistent.</summary>
    public bool Agrees(KernelBuild other) => Number.Length == 0 || other.Number.Length == 0
        ? IsStart(Release, other.Release) || IsStart(other.Release, Release)
        : Release == other.Release && IsSameNumber(other.Number);

    // Oopses say only "#1", or much less than the banner does; the line of a banner may be truncated.
    bool IsSameNumber(string other) => !Number.Contains(' ') || !other.Contains(' ') ? Number.Split(' ')[0] == other.Split(' ')[0]
        : Number.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(Number, StringComparison.Ordinal);

    // A file may be called System.map-6.12 when the kernel says 6.12.9-amd64.
    static bool IsStart(string start, string release) =>
        release.StartsWith(start, StringComparison.Ordinal)
            && (release.Length == start.Length || !char.IsAsciiLetterOrDigit(release[start.Length]));

    /// <inheritdoc/>
    public override string ToString() => Number.Length == 0 ? Release : $"{Release} {Number}";

    // "#1"
    static int NumberAt(string text, int from)
    {
        for (int at = text.IndexOf('#', from); at >= 0; at = text.IndexOf('#', at + 1))
        {
            if (at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
                return at;
        }
        return -1;
    }

    // "6.1.0-21-amd64", and in old kernels "(2.6.18"
    static int ReleaseAt(ReadOnlySpan<char> word)
    {
        int digits = 0; // of the number so far, preceded only by a mark
        bool isWithin = false;
        for (int i = 0; i < word.Length; i++)
        {
            char c = word[i];
            if (char.IsAsciiDigit(c) && !isWithin)
                digits++;
            else if (c == '.' && digits > 0 && i + 1 < word.Length && char.IsAsciiDigit(word[i + 1]))
                return i - digits;
            else
                (digits, isWithin) = (0, char.IsAsciiLetterOrDigit(c) || c is '_' or '.');
        }
        return -1;
    }
}
