namespace Kallsyms.Symbols;

/// <summary>A set of rules, arranged so that most names are let through after a look at their first and last characters.</summary>
sealed class NameFilter
{
    readonly NameRule[][] _byFirst = new NameRule[256][];
    readonly NameRule[] _bySuffix;
    readonly NameRule[] _byDot;
    readonly NameRule[] _others;

    public NameFilter(NameRule[] rules)
    {
        for (int first = 0; first < _byFirst.Length; first++)
            _byFirst[first] = [.. rules.Where(rule => First(rule) == first)];
        _bySuffix = [.. rules.Where(rule => rule.Match == NameMatch.Suffix)];
        _byDot = [.. rules.Where(rule => rule.Match == NameMatch.Contains && rule.Text[0] == '.')];
        _others = [.. rules.Where(rule => First(rule) < 0).Except(_bySuffix).Except(_byDot)];
    }

    /// <summary>True when some rule leaves the name out.</summary>
    public bool Hits(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return false;
        return Any(_byFirst[name[0]], name)
            || EndsLikeSuffix(name[^1]) && Any(_bySuffix, name)
            || _byDot.Length > 0 && name.Contains((byte)'.') && Any(_byDot, name)
            || Any(_others, name);
    }

    static int First(NameRule rule) => rule.Match switch
    {
        NameMatch.Exact or NameMatch.Prefix or NameMatch.PrefixThenDigits => rule.Text[0],
        NameMatch.LldThunk => '_',
        _ => -1,
    };

    bool EndsLikeSuffix(byte last)
    {
        foreach (NameRule rule in _bySuffix)
        {
            if (rule.Text[^1] == last)
                return true;
        }
        return false;
    }

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
