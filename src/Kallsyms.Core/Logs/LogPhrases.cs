using System.Buffers;
using System.Text;

namespace Kallsyms.Logs;

/// <summary>
/// All words that are looked for anywhere in a line. Most lines have none of them: one search for all says so, in the place of one for
/// each. It is quick for a few dozen at most; all have a blank or a mark (<see cref="LogLine.HasAny"/>).
/// </summary>
static class LogPhrases
{
    // As many bytes of each as tell most lines from those with a phrase.
    const int HeadLength = 3;

    static readonly LinePatterns _heads = new(All().Select(phrase => phrase[..Math.Min(HeadLength, phrase.Length)]));

    /// <summary>All of them.</summary>
    public static SearchValues<string> Any { get; } = SearchValues.Create(
        [.. All().Select(Encoding.ASCII.GetString)], StringComparison.Ordinal);

    /// <summary>Whether a line may have one; false for most that have none. Takes much less time than to know.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> line) => _heads.AnyIn(line);

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

    static IEnumerable<byte[]> All() =>
    [
        .. LogSign.Phrases, .. KernelOffset.Phrases, .. KernelBuild.Phrases, .. LogSection.Phrases, .. AddressFinder.Phrases,
        .. NamedPlaces.Phrases,
    ];
}
