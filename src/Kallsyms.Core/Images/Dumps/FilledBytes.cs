using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// The bytes of a disk, where nothing was stored of what is zero. Only long stretches of zeros, in which no kernel is, are holes.
/// </summary>
sealed class FilledBytes(ExtentBytes stored, long length) : SparseBytes
{
    const long Long = 16 << 20;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination) => stored.Read(offset, destination);

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Known(long start, long end)
    {
        long from = start;
        long to = start;
        foreach ((long next, long last) in stored.Known(start, end))
        {
            if (next - to > Long)
            {
                if (to > from)
                    yield return (from, to);
                from = next;
            }
            to = last;
        }
        if (end - to <= Long)
            to = end;
        if (to > from)
            yield return (from, to);
    }
}
