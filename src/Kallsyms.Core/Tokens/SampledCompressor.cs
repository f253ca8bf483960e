namespace Kallsyms.Tokens;

/// <summary>
/// Compresses names exactly as the kernel's own tool did from 2.6.10 to 2.6.13: with tokens of 2 to 11 codes, chosen by what they save
/// in a sample of 1024 names. Unlike later, the order of the names matters.
/// </summary>
static class SampledCompressor
{
    const int Sampled = 1024;

    /// <summary>Learns a dictionary on <paramref name="names"/> and encodes them with it.</summary>
    /// <remarks>
    /// Free codes are assigned from 255 down, even to tokens that save nothing. Where the tool would crash, because no name is two
    /// bytes long, the remaining codes stay empty.
    /// </remarks>
    public static CompressedNames Compress(NameList names)
    {
        byte[] text = names.Buffer[names.Offsets[0]..names.Offsets[^1]];
        int[] starts = names.Offsets.Select(at => at - names.Offsets[0]).ToArray();
        int[] lengths = Enumerable.Range(0, names.Count).Select(index => starts[index + 1] - starts[index]).ToArray();
        bool[] sampled = Sample(names.Count);
        SampledProfits profits = new();
        for (int index = 0; index < names.Count; index++)
        {
            if (sampled[index])
                profits.Learn(text.AsSpan(starts[index], lengths[index]));
        }

        byte[][] tokens = new byte[TokenTable.Size][];
        foreach (byte value in text)
            tokens[value] ??= [value];
        for (int code = TokenTable.Size - 1; code >= 0; code--)
        {
            if (tokens[code] is not null)
                continue;
            tokens[code] = [];
            if (profits.Best() is not byte[] best)
                continue;
            foreach (byte part in best)
                tokens[code] = [.. tokens[code], .. tokens[part]];
            for (int index = 0; index < names.Count; index++)
            {
                Span<byte> name = text.AsSpan(starts[index], lengths[index]);
                if (name.IndexOf(best) < 0)
                    continue;
                if (sampled[index])
                    profits.Forget(name);
                lengths[index] = Replace(name, best, (byte)code);
                if (sampled[index])
                    profits.Learn(name[..lengths[index]]);
            }
        }

        int[] offsets = new int[names.Count + 1];
        for (int index = 0; index < names.Count; index++)
        {
            text.AsSpan(starts[index], lengths[index]).CopyTo(text.AsSpan(offsets[index]));
            offsets[index + 1] = offsets[index] + lengths[index];
        }
        return new(new(tokens), text[..offsets[^1]], offsets);
    }

    // Evenly spread over the names; all of them if they are few.
    static bool[] Sample(int count)
    {
        bool[] sampled = new bool[count];
        long sum = 0;
        for (int index = 0; index < count; index++)
        {
            sum += Sampled;
            sampled[index] = sum >= count;
            if (sampled[index])
                sum -= count;
        }
        return sampled;
    }

    // From left to right, in place; returns the new length.
    static int Replace(Span<byte> name, ReadOnlySpan<byte> token, byte code)
    {
        int end = 0;
        Span<byte> rest = name;
        for (int hit; (hit = rest.IndexOf(token)) >= 0; rest = rest[(hit + token.Length)..])
        {
            rest[..hit].CopyTo(name[end..]);
            end += hit;
            name[end++] = code;
        }
        rest.CopyTo(name[end..]);
        return end + rest.Length;
    }
}
