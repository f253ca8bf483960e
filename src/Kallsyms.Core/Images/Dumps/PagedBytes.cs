using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>Memory whose pages lie at arbitrary places in a file.</summary>
sealed class PagedBytes : SparseBytes
{
    readonly ByteSource _file;
    readonly int _pageSize;
    readonly long[] _pages; // numbers, in order
    readonly long[] _places;

    // In the sort key of a page, the lowest bits are its position in the input, so that the last one is known.
    const int CountBits = 24;

    /// <summary>The maximum number of pages.</summary>
    public const int MaxPages = 1 << CountBits;

    /// <summary>Arranges pages; of several with one number, the last counts.</summary>
    /// <param name="file">The file that contains them.</param>
    /// <param name="pageSize">The size of a page in bytes.</param>
    /// <param name="numbers">Their numbers, below 2^39.</param>
    /// <param name="places">Their offsets in the file; -1 is a page of zeros.</param>
    public PagedBytes(ByteSource file, int pageSize, ReadOnlySpan<long> numbers, ReadOnlySpan<long> places)
    {
        (_file, _pageSize) = (file, pageSize);
        var keys = new long[numbers.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = numbers[i] << CountBits | (uint)i;
        long[] sorted = places.ToArray();
        Array.Sort(keys, sorted);
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            long number = keys[i] >> CountBits;
            if (i + 1 == keys.Length || keys[i + 1] >> CountBits != number)
                (keys[count], sorted[count++]) = (number, sorted[i]);
        }
        (_pages, _places) = (keys[..count], sorted[..count]);
    }

    /// <inheritdoc/>
    public override long Length => _pages.Length > 0 ? (_pages[^1] + 1) * _pageSize : 0;

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        destination.Clear();
        long end = offset + destination.Length;
        for (int i = First(offset / _pageSize); i < _pages.Length && _pages[i] * _pageSize < end; i++)
        {
            long start = Math.Max(offset, _pages[i] * _pageSize);
            int count = (int)(Math.Min(end, (_pages[i] + 1) * _pageSize) - start);
            if (_places[i] >= 0)
                _file.Read(_places[i] + (start - _pages[i] * _pageSize), destination.Slice((int)(start - offset), count));
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Known(long start, long end)
    {
        for (int i = First(start / _pageSize); i < _pages.Length && _pages[i] * _pageSize < end;)
        {
            int first = i++;
            while (i < _pages.Length && _pages[i] == _pages[i - 1] + 1 && _pages[i] * _pageSize < end)
                i++;
            yield return (Math.Max(start, _pages[first] * _pageSize), Math.Min(end, (_pages[i - 1] + 1) * _pageSize));
        }
    }

    // The first page with that number or a higher one.
    int First(long number) => Array.BinarySearch(_pages, number) is >= 0 and int found ? found : ~Array.BinarySearch(_pages, number);
}
