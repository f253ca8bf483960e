using Kallsyms.Tokens;

namespace Kallsyms.ImageTables;

/// <summary>Chooses the strings that get a code of their own, and spells names with them.</summary>
static class NameTokens
{
    const int Codes = 256;

    // The end of a token costs this much besides its characters.
    const int BytesPerToken = 2;

    // Whenever some are removed, others are used more; after a few rounds hardly any is left that is not worth its bytes.
    const int MostRounds = 4;

    /// <summary>Compresses uncompressed names; returns null if that gains nothing.</summary>
    public static NameCodes? Compress(NameCodes plain)
    {
        var names = new NameList(plain.Codes, [.. plain.Places, plain.Codes.Length]);
        byte[] alphabet = plain.Codes.Distinct().Order().ToArray();
        if (plain.Places.Length == 0 || alphabet.Length >= Codes)
            return null;
        byte[][] tokens = [.. new TokenLearner(NameSample.Take(names), Codes - alphabet.Length).Learn()];
        NameCodes best = Spell(names, alphabet, tokens);
        for (int round = 0; round < MostRounds; round++)
        {
            byte[][] worthwhile = Worthwhile(best);
            if (worthwhile.Length == best.Tokens.Count)
                break;
            NameCodes next = Spell(names, alphabet, worthwhile);
            if (next.Size > best.Size)
                break;
            best = next;
        }
        return best;
    }

    static NameCodes Spell(NameList names, byte[] alphabet, byte[][] tokens)
    {
        int free = Codes - alphabet.Length - tokens.Length;
        byte[][] all = [.. alphabet.Select(value => (byte[])[value]), .. tokens, .. Enumerable.Repeat(Array.Empty<byte>(), free)];
        CompressedNames spelt = new TokenEncoder(new(all)).Encode(names);
        return new(alphabet, tokens, spelt.Codes, spelt.Offsets[..^1]);
    }

    // Tokens that save more than they cost.
    static byte[][] Worthwhile(NameCodes names)
    {
        var uses = new int[Codes];
        foreach (byte code in names.Codes)
            uses[code]++;
        return [.. names.Tokens.Where((token, i) =>
            uses[names.Alphabet.Length + i] * (long)(token.Length - 1) > token.Length + BytesPerToken)];
    }
}
