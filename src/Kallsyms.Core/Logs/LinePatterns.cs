namespace Kallsyms.Logs;

/// <summary>
/// A few short patterns, 64 bytes of them in all, looked for in one walk over a line. Each byte of a pattern has a bit, which is set if the
/// line's last bytes are the pattern up to there (the shift-and algorithm). For short lines it beats searches for many strings, which need
/// vector instructions that not every x86-64 has.
/// </summary>
sealed class LinePatterns
{
    readonly ulong[] _having = new ulong[256];
    readonly ulong _starts;
    readonly ulong _ends;

    /// <summary>Makes them.</summary>
    /// <exception cref="ArgumentException">They have more bytes than there are bits.</exception>
    public LinePatterns(IEnumerable<byte[]> patterns)
    {
        int bit = 0;
        foreach (byte[] pattern in patterns.DistinctBy(Convert.ToHexString))
        {
            if (bit + pattern.Length > 64)
                throw new ArgumentException("too many patterns", nameof(patterns));
            _starts |= 1ul << bit;
            foreach (byte value in pattern)
                _having[value] |= 1ul << bit++;
            _ends |= 1ul << bit - 1;
        }
    }

    /// <summary>Whether a line has any of them.</summary>
    public bool AnyIn(ReadOnlySpan<byte> line)
    {
        ulong[] having = _having;
        ulong state = 0;
        ulong met = 0;
        foreach (byte value in line)
        {
            state = (state << 1 | _starts) & having[value];
            met |= state;
        }
        return (met & _ends) != 0;
    }
}
