namespace Kallsyms.Images.Dumps;

/// <summary>For ranges added one by one, the furthest end of those that start at or before an offset. A Fenwick tree.</summary>
sealed class FurthestEnds
{
    readonly long[] _starts;
    readonly long[] _ends;

    /// <summary>Creates an empty tree.</summary>
    /// <param name="starts">All offsets at which ranges will start.</param>
    public FurthestEnds(IEnumerable<long> starts)
    {
        _starts = starts.Distinct().Order().ToArray();
        _ends = new long[_starts.Length + 1];
    }

    /// <summary>Returns the furthest end of a range that starts at or before an offset; 0 if there is none.</summary>
    public long Of(long start)
    {
        long end = 0;
        for (int i = Array.BinarySearch(_starts, start) + 1; i > 0; i &= i - 1)
            end = Math.Max(end, _ends[i]);
        return end;
    }

    /// <summary>Adds a range.</summary>
    public void Add(long start, long end)
    {
        for (int i = Array.BinarySearch(_starts, start) + 1; i < _ends.Length; i += i & -i)
            _ends[i] = Math.Max(_ends[i], end);
    }
}
