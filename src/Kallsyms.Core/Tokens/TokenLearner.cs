namespace Kallsyms.Tokens;

/// <summary>
/// Chooses tokens: grows a set by what saves most, then repeatedly adds too many and removes those whose loss costs least.
/// </summary>
sealed class TokenLearner
{
    // Growing by a few at a time costs only passes over the small sample.
    const int Growth = 8;

    // How many extra tokens each round adds, and in how many steps it removes as many.
    static readonly int[] _rounds = [128, 96, 64, 48, 32];
    const int StepsPerRound = 3;

    // Two strings with a common run of this many bytes at their ends represent the same savings, like two of which one contains the
    // other: only the better one is taken at a time.
    const int SharedEnd = 2;

    readonly NameSample _sample;
    readonly TokenCandidates _candidates;
    readonly TokenScores _scores;
    readonly int _most;
    int _count;

    /// <summary>Prepares to choose up to <paramref name="most"/> tokens for <paramref name="sample"/>.</summary>
    public TokenLearner(NameSample sample, int most)
    {
        _sample = sample;
        _candidates = new(sample.Names);
        _scores = new(_candidates);
        _most = most;
    }

    /// <summary>Returns the tokens, each of at least two bytes.</summary>
    public IEnumerable<byte[]> Learn()
    {
        _scores.Update(_sample.Few, gains: true);
        while (_count < _most && Add(Math.Min(Growth, _most - _count)))
            _scores.Update(_sample.Few, gains: true);

        bool[] best = (bool[])_scores.Chosen.Clone();
        int least = int.MaxValue;
        for (int round = 0; round < _rounds.Length && Add(_rounds[round]); round++)
        {
            int count = round == 0 ? _sample.Few : _sample.Names.Count;
            for (int steps = StepsPerRound; _count > _most; steps--)
            {
                _scores.Update(count, losses: true);
                int excess = _count - _most;
                Drop(steps > 1 ? (excess + steps - 1) / steps : excess);
            }

            // The first round ends the work on the small sample: its total is not comparable with the others'.
            _scores.Update(_sample.Names.Count, gains: true);
            if (_scores.Total < least)
            {
                least = _scores.Total;
                best = (bool[])_scores.Chosen.Clone();
            }
        }
        return Enumerable.Range(1, _candidates.Count - 1).Where(candidate => best[candidate])
            .Select(candidate => _candidates[candidate].ToArray());
    }

    bool Add(int most)
    {
        // A token costs its bytes in token_table; each byte saved in the sample stands for several.
        List<int> found = Pick(most, candidate =>
            !_scores.Chosen[candidate] && (long)_scores.Gains[candidate] * _sample.Share > _candidates.Lengths[candidate]
                ? _scores.Gains[candidate]
                : null);
        foreach (int candidate in found)
            _scores.Chosen[candidate] = true;
        _count += found.Count;
        return found.Count > 0;
    }

    void Drop(int most)
    {
        List<int> found = Pick(most, candidate => _scores.Chosen[candidate] ? -_scores.Losses[candidate] : null);
        foreach (int candidate in found)
            _scores.Chosen[candidate] = false;
        _count -= found.Count;
    }

    // The candidates with the highest values, ties going to lower numbers, without any that represents the same savings as one before it.
    List<int> Pick(int most, Func<int, int?> value)
    {
        List<long> keys = [];
        for (int candidate = 1; candidate < _candidates.Count; candidate++)
        {
            if (value(candidate) is int found)
                keys.Add((long)-found << 32 | (uint)candidate);
        }
        keys.Sort();
        List<int> picked = [];
        foreach (long key in keys)
        {
            if (picked.Count == most)
                break;
            int candidate = (int)key;
            if (!picked.Exists(other => StandForTheSame(_candidates[other], _candidates[candidate])))
                picked.Add(candidate);
        }
        return picked;
    }

    static bool StandForTheSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> two)
    {
        ReadOnlySpan<byte> longer = one.Length >= two.Length ? one : two;
        ReadOnlySpan<byte> shorter = one.Length >= two.Length ? two : one;
        if (longer.IndexOf(shorter) >= 0)
            return true;
        for (int shared = SharedEnd; shared < shorter.Length; shared++)
        {
            if (longer.StartsWith(shorter[^shared..]) || longer.EndsWith(shorter[..shared]))
                return true;
        }
        return false;
    }
}
