using System.Text;

namespace Kallsyms.Demangling;

/// <summary>Decodes Punycode (RFC 3492) with "_" instead of "-".</summary>
static class RustPunycode
{
    const int Base = 36;
    const int TMin = 1;
    const int TMax = 26;
    const int Skew = 38;
    const int Damp = 700;
    const int FirstBias = 72;
    const int FirstCode = 0x80;

    // Every character is inserted among those before, but identifiers are short.
    const int MostCharacters = 256;

    /// <summary>Decodes a text; returns null if it is not valid, or very long.</summary>
    public static string? Decode(string encoded)
    {
        int split = encoded.LastIndexOf('_');
        List<Rune> runes = [.. (split > 0 ? encoded[..split] : "").EnumerateRunes()];
        (long code, long index, long bias) = (FirstCode, 0, FirstBias);
        bool isFirst = true;
        for (int i = split + 1; i < encoded.Length;)
        {
            long before = index;
            long weight = 1;
            for (long k = Base; ; k += Base)
            {
                int digit = i < encoded.Length ? Digit(encoded[i++]) : -1;
                if (digit < 0 || weight > int.MaxValue)
                    return null;
                index += digit * weight;
                long threshold = Math.Clamp(k - bias, TMin, TMax);
                if (digit < threshold)
                    break;
                weight *= Base - threshold;
            }
            int count = runes.Count + 1;
            bias = Adapt(index - before, count, isFirst);
            isFirst = false;
            code += index / count;
            index %= count;
            if (code > int.MaxValue || !Rune.IsValid((int)code) || Rune.IsControl(new((int)code)) || count > MostCharacters)
                return null;
            runes.Insert((int)index++, new((int)code));
        }
        return string.Concat(runes);
    }

    static int Digit(char letter) => letter switch
    {
        >= 'a' and <= 'z' => letter - 'a',
        >= '0' and <= '9' => letter - '0' + 26,
        _ => -1,
    };

    static long Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        long k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base)
            delta /= Base - TMin;
        return k + (Base - TMin + 1) * delta / (delta + Skew);
    }
}
