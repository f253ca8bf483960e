namespace Kallsyms.Lookup;

/// <summary>A name in which * is any text and ? any character, as UTF-8.</summary>
static class Wildcards
{
    /// <summary>True where a name is as the pattern says. Takes no longer than the length of both, multiplied.</summary>
    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        // The star passed last may stand for one character more; what earlier ones stand for need not be changed then.
        (int afterStar, int retry) = (-1, 0);
        int at = 0;
        for (int i = 0; i < name.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (afterStar, retry) = (++at, i);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == name[i]))
            {
                i = pattern[at++] == '?' ? Next(name, i) : i + 1;
            }
            else if (afterStar >= 0)
            {
                (at, i) = (afterStar, retry = Next(name, retry));
            }
            else
            {
                return false;
            }
        }
        return pattern[at..].IndexOfAnyExcept((byte)'*') < 0;
    }

    // Behind the character at a place; a byte that continues none is one of its own.
    static int Next(ReadOnlySpan<byte> name, int place)
    {
        do
            place++;
        while (place < name.Length && (name[place] & 0xc0) == 0x80);
        return place;
    }
}
