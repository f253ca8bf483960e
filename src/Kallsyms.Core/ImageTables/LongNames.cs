using System.Buffers;
using System.Text;
using Kallsyms.Digests;

namespace Kallsyms.ImageTables;

/// <summary>
/// Truncates names that are too long without making any two equal: what is cut off is replaced by a digest of the whole name.
/// </summary>
static class LongNames
{
    // Enough that among ten thousand names with a common start, the chance of a collision is one in a hundred.
    const int DigestCharacters = 8;

    static readonly SearchValues<byte> _digits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>The lowest limit, with room for the digest and some of the name.</summary>
    public const int Shortest = 16;

    /// <summary>Returns the name, or its start, a ~ and eight hexadecimal digits of the SHA-256 of the whole name.</summary>
    public static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> name, int limit)
    {
        if (limit == 0 || name.Length <= limit)
            return name;
        string digest = Convert.ToHexStringLower(Digest.Compute(DigestKind.Sha256, name.Span))[..DigestCharacters];
        int kept = limit - DigestCharacters - 1;
        // Not within a UTF-8 character.
        while (kept > 0 && (name.Span[kept] & 0xc0) == 0x80)
            kept--;
        return (byte[])[.. name.Span[..kept], (byte)'~', .. Encoding.ASCII.GetBytes(digest)];
    }

    /// <summary>Whether a name looks like a truncated one.</summary>
    public static bool IsCut(ReadOnlySpan<byte> name) => name.Length > DigestCharacters + 1 && name[^(DigestCharacters + 1)] == '~'
        && !name[^DigestCharacters..].ContainsAnyExcept(_digits);
}
