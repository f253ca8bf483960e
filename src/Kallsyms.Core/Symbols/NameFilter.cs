namespace Kallsyms.Symbols;

/// <summary>A set of rules, arranged so that most names are let through after a look at three of their characters.</summary>
sealed class NameFilter
{
    const int ShortText = 3;

    readonly NameRule[][] _byFirst;
    readonly NameRule[][] _byFirstAndThird;
    readonly NameRule[][] _byLast;
    readonly NameRule[] _byDot;
    readonly NameRule[] _others;

    public NameFilter(NameRule[] rules)
    {
        _byFirst = Buckets(rules, rule => HasStart(rule) && rule.Text.Length < ShortText ? rule.Text[0] : rule.Match == NameMatch.LldThunk ? '_' : -1);
        _byFirstAndThird = Buckets(rules, rule => HasStart(rule) && rule.Text.Length >= ShortText ? Key(rule.Text) : -1);
        _byLast = Buckets(rules, rule => rule.Match == NameMatch.Suffix ? rule.Text[^1] : -1);
        _byDot = [.. rules.Where(rule => rule.Match == NameMatch.Contains && rule.Text[0] == '.')];
        _others = [.. rules.Where(rule => rule.Match is NameMatch.SecondCharacterL || rule.Match == NameMatch.Contains && rule.Text[0] != '.')];
    }

    /// <summary>True when some rule leaves the name out.</summary>
    public bool Hits(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return false;
        return Any(_byFirst[name[0]], name)
            || name.Length >= ShortText && Any(_byFirstAndThird[Key(name)], name)
            || Any(_byLast[name[^1]], name)
            || _byDot.Length > 0 && name.Contains((byte)'.') && Any(_byDot, name)
            || Any(_others, name);
    }

    static bool HasStart(NameRule rule) => rule.Match is NameMatch.Exact or NameMatch.Prefix or NameMatch.PrefixThenDigits;

    static int Key(ReadOnlySpan<byte> text) => (text[0] * 31 + text[2]) & 0xff;

    static NameRule[][] Buckets(NameRule[] rules, Func<NameRule, int> key) =>
        [.. Enumerable.Range(0, 256).Select(bucket => rules.Where(rule => key(rule) == bucket).ToArray())];

    static bool Any(NameRule[] rules, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly NameRule rule in rules.AsSpan())
        {
            if (rule.Hits(name))
                return true;
        }
        return false;
    }
}
