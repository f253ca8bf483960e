namespace Kallsyms.Symbols;

/// <summary>An immutable set of rules about names; adding to it returns a new set.</summary>
sealed class NameFilter(IReadOnlyList<NameRule> rules)
{
    Buckets? _buckets; // built on demand: it costs more than all else, and most sets are never queried

    /// <summary>The empty set, which excludes nothing.</summary>
    public static NameFilter None { get; } = new([]);

    /// <summary>The rules, in the order in which they were added.</summary>
    public IReadOnlyList<NameRule> Rules => rules;

    /// <summary>Returns a set with further rules.</summary>
    public NameFilter Add(params IEnumerable<NameRule> others) => new([.. rules, .. others]);

    /// <summary>Returns a set without some rules.</summary>
    /// <exception cref="ArgumentException">One of the rules is not in this set.</exception>
    public NameFilter Remove(params IReadOnlyList<NameRule> others)
    {
        foreach (NameRule other in others)
        {
            if (!rules.Contains(other))
                throw new ArgumentException($"no rule '{other}' to remove", nameof(others));
        }
        return new(rules.Where(rule => !others.Contains(rule)).ToArray());
    }

    /// <summary>Whether some rule excludes the name.</summary>
    public bool Hits(ReadOnlySpan<byte> name) => (_buckets ??= new(rules)).Hits(name);

    // The rules arranged so that most names pass after a look at three characters.
    sealed class Buckets
    {
        const int ShortText = 3;

        readonly NameRule[][] _byFirst;
        readonly NameRule[][] _byFirstAndThird;
        readonly NameRule[][] _byLast;
        readonly NameRule[] _byDot;
        readonly NameRule[] _others;

        public Buckets(IReadOnlyList<NameRule> rules)
        {
            _byFirst = Sort(
                rules, rule => HasStart(rule) && rule.Text.Length < ShortText ? rule.Text[0] : rule.Match == NameMatch.LldThunk ? '_' : -1);
            _byFirstAndThird = Sort(rules, rule => HasStart(rule) && rule.Text.Length >= ShortText ? Key(rule.Text) : -1);
            _byLast = Sort(rules, rule => rule.Match == NameMatch.Suffix ? rule.Text[^1] : -1);
            _byDot = rules.Where(rule => rule.Match == NameMatch.Contains && rule.Text[0] == '.').ToArray();
            _others = rules.Where(
                rule => rule.Match is NameMatch.SecondCharacterL || rule.Match == NameMatch.Contains && rule.Text[0] != '.').ToArray();
        }

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

        static NameRule[][] Sort(IReadOnlyList<NameRule> rules, Func<NameRule, int> key)
        {
            ILookup<int, NameRule> sorted = rules.ToLookup(key);
            return [.. Enumerable.Range(0, 256).Select(bucket => sorted[bucket].ToArray())];
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
}
