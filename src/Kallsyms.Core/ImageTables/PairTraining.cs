namespace Kallsyms.ImageTables;

/// <summary>Learns which pairs of codes are worth a code of their own (Gage 1994, "A new algorithm for data compression"), and spells names with them.</summary>
static class PairTraining
{
    // A pair takes two bytes of the table, and each time it occurs it saves one.
    const int PairBytes = 2;

    const int Codes = 256;

    /// <summary>Compresses names that are stored as they are; null: they use nearly every byte value.</summary>
    public static NameCodes? Compress(NameCodes plain)
    {
        byte[] alphabet = [.. plain.Codes.Distinct().Order()];
        if (alphabet.Length >= Codes)
            return null;
        var codeOf = new byte[Codes];
        for (int i = 0; i < alphabet.Length; i++)
            codeOf[alphabet[i]] = (byte)i;
        // What ends a name is never the first half of a pair: a pair across two names would save nothing but trouble.
        var ends = new bool[Codes];
        var depths = new int[Codes];
        for (int i = 0; i < alphabet.Length; i++)
            ends[i] = alphabet[i] < TypeCode.FirstOfNames;

        byte[] text = Array.ConvertAll(plain.Codes, value => codeOf[value]);
        var pairs = new List<byte>();
        var counts = new int[Codes * Codes];
        int length = Count(text, ends, counts);
        for (int code = alphabet.Length; code < Codes; code++)
        {
            if (MostFrequent(counts, ends, depths) is not int pair)
                break;
            (byte first, byte second) = ((byte)(pair >> 8), (byte)pair);
            pairs.AddRange([first, second]);
            ends[code] = ends[second];
            depths[code] = Math.Max(depths[first], depths[second]) + 1;
            Array.Clear(counts);
            length = Replace(text.AsSpan(0, length), first, second, (byte)code, counts);
        }
        return new(alphabet, [.. pairs], text[..length], Starts(text.AsSpan(0, length), ends, plain.Places.Length));
    }

    static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<bool> ends, int[] counts)
    {
        for (int i = 0; i + 1 < text.Length; i++)
            counts[text[i] << 8 | text[i + 1]]++;
        return text.Length;
    }

    // Of equally frequent pairs the one with the lowest codes, so that the same names always give the same table.
    static int? MostFrequent(ReadOnlySpan<int> counts, ReadOnlySpan<bool> ends, ReadOnlySpan<int> depths)
    {
        int best = -1;
        int most = PairBytes;
        for (int first = 0; first < Codes; first++)
        {
            if (ends[first] || depths[first] >= NameCodes.MaxDepth)
                continue;
            for (int second = 0; second < Codes; second++)
            {
                if (counts[first << 8 | second] > most && depths[second] < NameCodes.MaxDepth)
                    (best, most) = (first << 8 | second, counts[first << 8 | second]);
            }
        }
        return best < 0 ? null : best;
    }

    // From left to right, in place; counts the pairs of what comes out.
    static int Replace(Span<byte> text, byte first, byte second, byte code, int[] counts)
    {
        int to = 0;
        for (int from = 0; from < text.Length; from++)
        {
            byte value = text[from];
            if (value == first && from + 1 < text.Length && text[from + 1] == second)
            {
                value = code;
                from++;
            }
            if (to > 0)
                counts[text[to - 1] << 8 | value]++;
            text[to++] = value;
        }
        return to;
    }

    static int[] Starts(ReadOnlySpan<byte> text, ReadOnlySpan<bool> ends, int count)
    {
        var starts = new int[count];
        int name = 1;
        for (int i = 0; i < text.Length; i++)
        {
            if (ends[text[i]] && name < count)
                starts[name++] = i + 1;
        }
        return starts;
    }
}
