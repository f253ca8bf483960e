namespace Kallsyms.Tokens;

/// <summary>
/// What a choice of candidates costs on the sample if every name is spelt with the fewest codes, what each further candidate would
/// save, and what each chosen one saves.
/// </summary>
sealed class TokenScores
{
    // A part with fewer bytes is done before another core has woken up.
    const int PartBytes = 16 * 1024;

    readonly TokenCandidates _candidates;
    readonly TokenScorePart[] _parts;

    /// <summary>Starts with no candidate chosen.</summary>
    public TokenScores(TokenCandidates candidates)
    {
        _candidates = candidates;
        Chosen = new bool[candidates.Count];
        TokenLengths = new uint[candidates.Count];
        NearestChosen = new int[candidates.Count];
        _parts = new TokenScorePart[Math.Clamp(candidates.LongestAt.Length / PartBytes, 1, Environment.ProcessorCount)];
        for (int part = 0; part < _parts.Length; part++)
            _parts[part] = new(candidates, this);
    }

    /// <summary>Which candidates are tokens; a change takes effect at the next <see cref="Update"/>.</summary>
    public bool[] Chosen { get; }

    /// <summary>
    /// For each candidate, bit L is set if its first L bytes are a token; single bytes always are, so bit 1 is always set.
    /// </summary>
    public uint[] TokenLengths { get; }

    /// <summary>
    /// For each candidate, the longest token that is a prefix of it, possibly itself; 0 if there is only the single byte.
    /// </summary>
    public int[] NearestChosen { get; }

    /// <summary>The number of codes that all names together need.</summary>
    public int Total { get; private set; }

    /// <summary>How many codes would be saved if a candidate were chosen too, assuming that it occurs once in a name.</summary>
    public int[] Gains => _parts[0].Gains;

    /// <summary>How many codes would be added if a chosen candidate were removed, assuming that it occurs once in a name.</summary>
    public int[] Losses => _parts[0].Losses;

    /// <summary>Evaluates the first <paramref name="count"/> names. The sums are the same however many cores share the work.</summary>
    public void Update(int count, bool gains = false, bool losses = false)
    {
        TokenLengths[0] = 1 << 1;
        for (int candidate = 1; candidate < _candidates.Count; candidate++)
        {
            int parent = _candidates.Parents[candidate];
            NearestChosen[candidate] = Chosen[candidate] ? candidate : NearestChosen[parent];
            TokenLengths[candidate] = TokenLengths[parent] | (Chosen[candidate] ? 1u << _candidates.Lengths[candidate] : 0);
        }

        Parallel.For(0, _parts.Length, part =>
        {
            long start = (long)count * part / _parts.Length;
            long stop = (long)count * (part + 1) / _parts.Length;
            _parts[part].Run((int)start, (int)stop, gains, losses);
        });
        Total = 0;
        foreach (TokenScorePart part in _parts)
            Total += part.Total;
        foreach (TokenScorePart part in _parts.AsSpan(1))
        {
            for (int candidate = 0; candidate < _candidates.Count; candidate++)
            {
                Gains[candidate] += part.Gains[candidate];
                Losses[candidate] += part.Losses[candidate];
            }
        }
    }
}
