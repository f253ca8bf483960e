namespace Kallsyms.Tokens;

/// <summary>
/// Compresses names exactly as the kernel's own tool has done since 2.6.14: byte values that no name uses become codes, each for
/// the pair of neighbouring codes that is most frequent when its turn comes.
/// </summary>
public static class PairCompressor
{
    /// <summary>Learns a dictionary on all <paramref name="names"/> and encodes them with it.</summary>
    /// <remarks>
    /// Free codes are dealt out from 255 down. Among equally frequent pairs the one with the smaller second, then the smaller
    /// first code wins. A pair that occurs once is still taken; the end is when no pair is left. Tools before 3.0 lack that end: on
    /// so few names their output cannot be expanded, so there is nothing to be equal to. Names hold no NUL; with one, the kernel's
    /// tool reads beyond the end of a name.
    /// </remarks>
    public static CompressedNames Compress(NameList names)
    {
        ReadOnlySpan<byte> bytes = names.Buffer.AsSpan(names.Offsets[0]..names.Offsets[^1]);
        Span<bool> used = stackalloc bool[TokenTable.Size];
        foreach (byte value in bytes)
            used[value] = true;
        byte[][] tokens = new byte[TokenTable.Size][];
        for (int code = 0; code < TokenTable.Size; code++)
            tokens[code] = used[code] ? [(byte)code] : [];
        int lowestFree = used.IndexOf(false);
        if (lowestFree < 0)
            return new(new(tokens), bytes.ToArray(), [.. names.Offsets.Select(at => at - names.Offsets[0])]);

        // Until its own turn comes, and that is the last, the lowest free code occurs nowhere: it separates the names meanwhile.
        PairText text = new(names, separator: (byte)lowestFree);
        (byte First, byte Second)? last = null;
        for (int code = TokenTable.Size - 1; code >= lowestFree; code--)
        {
            if (used[code])
                continue;
            if (text.Counts.MostFrequent() is not (byte first, byte second))
                break;
            tokens[code] = [.. tokens[first], .. tokens[second]];
            if (code == lowestFree)
                last = (first, second);
            else
                text.Replace(first, second, (byte)code);
        }
        return text.Finish(new(tokens), last);
    }
}
