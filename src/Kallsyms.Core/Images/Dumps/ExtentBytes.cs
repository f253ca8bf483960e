using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>Bytes assembled from ranges of a file.</summary>
sealed class ExtentBytes : SparseBytes
{
    // How often the bytes of a file may represent memory. Some lie at two addresses; a file of a few megabytes that claims a terabyte
    // is malicious.
    const int MostUses = 4;

    readonly ByteSource _file;
    readonly Extent[] _extents; // in order, without overlaps

    /// <summary>Arranges ranges; where they overlap, the first in the list counts.</summary>
    public ExtentBytes(ByteSource file, IEnumerable<Extent> extents)
    {
        _file = file;
        _extents = Arrange(extents).ToArray();
    }

    /// <summary>Arranges ranges that were stored in a file, on the whole about once each.</summary>
    /// <exception cref="KallsymsException">The ranges use the same bytes again and again.</exception>
    public static ExtentBytes Stored(ByteSource file, IEnumerable<Extent> extents)
    {
        var bytes = new ExtentBytes(file, extents);
        long total = bytes._extents.Sum(extent => extent.Length);
        return total <= MostUses * file.Length ? bytes : throw new KallsymsException(
            ErrorKind.Unreadable, $"damaged: its ranges take {total} bytes from a file of {file.Length}, the same ones again and again",
            file.Name);
    }

    /// <inheritdoc/>
    public override long Length => _extents.Length > 0 ? _extents[^1].End : 0;

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        destination.Clear();
        long end = offset + destination.Length;
        for (int i = FirstBehind(offset); i < _extents.Length && _extents[i].Start < end; i++)
        {
            Extent part = _extents[i].Cut(Math.Max(offset, _extents[i].Start), Math.Min(end, _extents[i].End));
            _file.Read(part.At, destination.Slice((int)(part.Start - offset), (int)part.Length));
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Known(long start, long end)
    {
        for (int i = FirstBehind(start); i < _extents.Length && _extents[i].Start < end; i++)
            yield return (Math.Max(start, _extents[i].Start), Math.Min(end, _extents[i].End));
    }

    // The first extent that ends after an address.
    int FirstBehind(long address)
    {
        int low = 0;
        for (int count = _extents.Length; count > 0;)
        {
            int half = count / 2;
            if (_extents[low + half].End <= address)
                (low, count) = (low + half + 1, count - half - 1);
            else
                count = half;
        }
        return low;
    }

    // From one start or end to the next, the open extent with the lowest number counts.
    static IEnumerable<Extent> Arrange(IEnumerable<Extent> extents)
    {
        (Extent Extent, int Number)[] sorted = extents.Where(extent => extent.Length > 0).Select((extent, number) => (extent, number))
            .OrderBy(each => each.extent.Start).ToArray();
        var open = new PriorityQueue<Extent, int>();
        long at = 0;
        for (int next = 0; next < sorted.Length || open.Count > 0;)
        {
            while (open.Count > 0 && open.Peek().End <= at)
                open.Dequeue();
            if (open.Count == 0 && next < sorted.Length)
                at = Math.Max(at, sorted[next].Extent.Start);
            for (; next < sorted.Length && sorted[next].Extent.Start <= at; next++)
            {
                if (sorted[next].Extent.End > at)
                    open.Enqueue(sorted[next].Extent, sorted[next].Number);
            }
            if (open.Count == 0)
                continue;
            Extent best = open.Peek();
            long end = next < sorted.Length ? Math.Min(best.End, sorted[next].Extent.Start) : best.End;
            yield return best.Cut(at, end);
            at = end;
        }
    }
}
