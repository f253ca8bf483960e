using System.Text;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Symbols;

namespace Kallsyms.Images;

/// <summary>linux_banner, the text that a kernel prints first and shows in /proc/version.</summary>
static class VersionBanner
{
    const int MaxLength = 512;
    const int MaxTries = 4096;

    static ReadOnlySpan<byte> Words => "Linux version "u8;

    /// <summary>
    /// Returns the banner of a table's kernel, without its newline: the text at linux_banner according to the table, or else such a
    /// text in the kernel's own bytes; null if there is none, or if there are several of different releases.
    /// </summary>
    public static string? Of(ImageBytes image, EmbeddedTable table)
    {
        if (table.BannerOffset is long at)
            return Read(image, at);
        string[] own = [.. All(image, table.Neighbourhood.Start, table.Neighbourhood.End).Select(each => each.Text).Distinct()];
        // Since 6.1, kernels also have the banner without the number of the build, which is not what they print.
        return own.Select(KernelBanner.Release).Distinct().Count() != 1 ? null : own.FirstOrDefault(IsPrinted) ?? own[0];
    }

    /// <summary>
    /// Whether it has the form that a kernel prints, with who built it and the number of the build. Changelogs mention versions, too.
    /// </summary>
    public static bool IsPrinted(string banner) => banner.IndexOf(' ', Words.Length) is > 0 and int space
        && banner.AsSpan(space).StartsWith(" (") && banner.IndexOf(" #", StringComparison.Ordinal) is >= 0 and int at
        && at + 2 < banner.Length && char.IsAsciiDigit(banner[at + 2]);

    /// <summary>Returns the first text of that form in an image of which no table is known, or null.</summary>
    public static string? FindFirst(ImageBytes image) => All(image, 0, image.Length).Select(each => each.Text).FirstOrDefault(IsPrinted);

    /// <summary>All such texts in a range, and where they are.</summary>
    public static IEnumerable<(long At, string Text)> All(ImageBytes image, long start, long end)
    {
        byte[] words = [.. Words];
        for (int i = 0; i < MaxTries && image.Find(words, start, end) is long at; i++, start = at + 1)
        {
            if (Read(image, at) is { } banner)
                yield return (at, banner);
        }
    }

    // The same words occur in format strings and symbol names; the banner is a whole line.
    static string? Read(ImageBytes image, long at)
    {
        ReadOnlySpan<byte> text = image.Read(at, Math.Min(MaxLength, image.Length - at)).Span;
        int end = text.IndexOfAny((byte)'\n', (byte)0);
        return end > Words.Length && char.IsAsciiDigit((char)text[Words.Length]) ? Encoding.UTF8.GetString(text[..end]) : null;
    }
}
