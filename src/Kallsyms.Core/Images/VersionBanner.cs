using System.Text;

namespace Kallsyms.Images;

/// <summary>linux_banner, the text that a kernel prints first and shows in /proc/version.</summary>
static class VersionBanner
{
    const int MaxLength = 512;
    const int MaxTries = 4096;

    /// <summary>The first such text in an image, without its end of line; null: there is none.</summary>
    public static string? Find(ImageBytes image)
    {
        ReadOnlySpan<byte> start = "Linux version "u8;
        long from = 0;
        for (int i = 0; i < MaxTries && image.Find(start, from) is long at; i++)
        {
            ReadOnlySpan<byte> text = image.Read(at, Math.Min(MaxLength, image.Length - at)).Span;
            int end = text.IndexOfAny((byte)'\n', (byte)0);
            // The same words are in formats and in the names of symbols.
            if (end > 0 && text.Length > start.Length && char.IsAsciiDigit((char)text[start.Length]))
                return Encoding.UTF8.GetString(text[..end]);
            from = at + 1;
        }
        return null;
    }
}
