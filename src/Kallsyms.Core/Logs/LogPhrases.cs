using System.Buffers;
using System.Text;

namespace Kallsyms.Logs;

/// <summary>
/// All words that are looked for anywhere in a line. Most lines have none of them: one search for all says so, in the place of one for
/// each. It is quick for a few dozen at most; all have a blank or a mark (<see cref="LogLine.HasAny"/>).
/// </summary>
static class LogPhrases
{
    /// <summary>All of them.</summary>
    public static SearchValues<string> All { get; } = SearchValues.Create(
        [
            .. Texts(LogSign.Phrases), .. Texts(KernelOffset.Phrases), .. Texts(KernelBuild.Phrases), .. Texts(LogSection.Phrases),
            .. Texts(AddressFinder.Phrases), .. Texts(NamedPlaces.Phrases),
        ],
        StringComparison.Ordinal);

    /// <summary>True where a line has one of some.</summary>
    public static bool Has(LogLine line, byte[][] phrases)
    {
        if (!line.HasPhrase)
            return false;
        foreach (byte[] phrase in phrases)
        {
            if (line.Text.IndexOf(phrase) >= 0)
                return true;
        }
        return false;
    }

    static IEnumerable<string> Texts(IEnumerable<byte[]> phrases) => phrases.Select(Encoding.ASCII.GetString);
}
