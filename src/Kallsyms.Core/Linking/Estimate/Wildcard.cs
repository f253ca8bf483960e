namespace Kallsyms.Linking.Estimate;

/// <summary>Matches the patterns of linker scripts: *, ?, sets in brackets, and a backslash before any of these.</summary>
static class Wildcard
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // The pattern after the last *, and what that * takes so far: extending an earlier * would find nothing that extending this one
        // does not.
        ReadOnlySpan<char> behindStar = [];
        ReadOnlySpan<char> untaken = [];
        bool hasStar = false;
        while (true)
        {
            if (!pattern.IsEmpty && pattern[0] == '*')
            {
                pattern = pattern.TrimStart('*');
                if (pattern.IsEmpty)
                    return true;
                hasStar = true;
                behindStar = pattern;
                untaken = name;
                continue;
            }
            if (pattern.IsEmpty && name.IsEmpty)
                return true;
            int used = pattern.IsEmpty || name.IsEmpty ? 0 : One(pattern, name[0]);
            if (used > 0)
            {
                pattern = pattern[used..];
                name = name[1..];
                continue;
            }
            if (!hasStar || untaken.IsEmpty)
                return false;
            untaken = untaken[1..];
            pattern = behindStar;
            name = untaken;
        }
    }

    // The number of pattern characters that match one character of the name; 0 for no match.
    static int One(ReadOnlySpan<char> pattern, char c)
    {
        if (pattern[0] == '?')
            return 1;
        if (pattern[0] == '\\' && pattern.Length > 1)
            return pattern[1] == c ? 2 : 0;
        int close = pattern[0] == '[' && pattern.Length > 2 ? pattern[2..].IndexOf(']') + 2 : 1;
        if (close < 2)
            return pattern[0] == c ? 1 : 0;
        ReadOnlySpan<char> set = pattern[1..close];
        bool inverted = set[0] is '!' or '^';
        if (inverted)
            set = set[1..];
        bool hit = false;
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                hit |= c >= set[i] && c <= set[i + 2];
                i += 2;
            }
            else
            {
                hit |= set[i] == c;
            }
        }
        return hit != inverted ? close + 1 : 0;
    }
}
