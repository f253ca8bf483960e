namespace Kallsyms.Tokens;

/// <summary>
/// Compresses names exactly as the kernel's own tool has done since 2.6.14: byte values that no name uses become codes, each for the
/// pair of neighbouring codes that is most frequent at that point.
/// </summary>
static class PairCompressor
{
    // A smaller part is done before a helper arrives; more parts make finding the most frequent pair slower.
    const int PartBytes = 1 << 18;
    const int MostParts = 4;

    /// <summary>Learns a dictionary on all <paramref name="names"/> and encodes them with it.</summary>
    /// <remarks>
    /// Free codes are assigned from 255 down. Among equally frequent pairs the one with the smaller second, then the smaller first code
    /// wins. A pair that occurs once is still taken; it ends when no pair is left. Tools before 3.0 lack that check: on so few names
    /// their output cannot be expanded, so there is nothing to be equal to. Names contain no NUL; with one, the kernel's tool reads
    /// beyond the end of a name.
    /// </remarks>
    public static CompressedNames Compress(NameList names) => Compress(names, Environment.ProcessorCount);

    /// <summary>The same on so many processors.</summary>
    public static CompressedNames Compress(NameList names, int processors)
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
            return new(new(tokens), bytes.ToArray(), names.Offsets.Select(at => at - names.Offsets[0]).ToArray());

        // Until its own turn, which comes last, the lowest free code occurs nowhere, so it separates the names meanwhile.
        PairText[] parts = Split(names, separator: (byte)lowestFree, processors);
        (byte First, byte Second, byte Code) next = default;
        using SpinPool pool = new(parts.Length, part => parts[part].Replace(next.First, next.Second, next.Code));
        pool.AddHelpers(parts.Length - 1);
        (byte First, byte Second)? last = null;
        for (int code = TokenTable.Size - 1; code >= lowestFree; code--)
        {
            if (used[code])
                continue;
            if (PairCounts.MostFrequent(parts) is not (byte first, byte second))
                break;
            tokens[code] = [.. tokens[first], .. tokens[second]];
            if (code == lowestFree)
            {
                last = (first, second);
                break;
            }
            next = (first, second, (byte)code);
            pool.Run();
        }
        return Finish(names, parts, new(tokens), last);
    }

    // Only sums over the parts matter, so the names may be split anywhere.
    static PairText[] Split(NameList names, byte separator, int processors)
    {
        int bytes = names.Offsets[^1] - names.Offsets[0];
        var parts = new PairText[Math.Clamp(bytes / PartBytes, 1, Math.Min(processors, MostParts))];
        var starts = new int[parts.Length + 1];
        for (int part = 1; part < parts.Length; part++)
        {
            int at = Array.BinarySearch(names.Offsets, names.Offsets[0] + (int)((long)bytes * part / parts.Length));
            starts[part] = at < 0 ? ~at : at;
        }
        starts[^1] = names.Count;
        for (int part = 1; part < parts.Length; part++)
            starts[part] = Math.Min(starts[part], names.Count);
        Parallel.For(0, parts.Length, part => parts[part] = new(names, starts[part], starts[part + 1], separator));
        return parts;
    }

    static CompressedNames Finish(NameList names, PairText[] parts, TokenTable tokens, (byte First, byte Second)? last)
    {
        var codes = new byte[parts.Sum(part => part.CodeCount)];
        var offsets = new int[names.Count + 1];
        // All parts are written at the same time, each behind the most that those before it can take.
        var places = new Range[parts.Length];
        Parallel.For(0, parts.Length, part =>
        {
            int start = parts.Take(part).Sum(before => before.CodeCount);
            places[part] = start..parts[part].Finish(last, codes, start, offsets);
        });
        int end = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            (int from, int to) = (places[part].Start.Value, places[part].End.Value);
            parts[part].MoveTo(end, codes, from, to, offsets);
            end += to - from;
        }
        Array.Resize(ref codes, end);
        return new(tokens, codes, offsets);
    }
}
