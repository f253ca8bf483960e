namespace Kallsyms.Lookup;

/// <summary>Matches UTF-8 names against patterns in which * stands for any text and ? for any character.</summary>
static class Wildcards
{
    /// <summary>Whether a name matches a pattern. Takes time proportional to at most the product of their lengths.</summary>
    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        // After a mismatch, the last star takes one more character; earlier stars never need to change.
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

    // Returns the position after a character; a stray continuation byte counts as a character.
    static int Next(ReadOnlySpan<byte> name, int place)
    {
        do
            place++;
        while (place < name.Length && (name[place] & 0xc0) == 0x80);
        return place;
    }
}
