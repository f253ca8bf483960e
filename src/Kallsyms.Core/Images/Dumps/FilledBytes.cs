using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// The bytes of a disk, where nothing was stored of what is zero. Only long stretches of zeros, in which no kernel is, are holes.
/// </summary>
sealed class FilledBytes : SparseBytes
{
    const long Long = 2 << 20;

    readonly ExtentBytes _stored;
    readonly ExtentBytes _known; // for its ranges alone

    /// <summary>Arranges what was stored.</summary>
    /// <param name="file">Where it is stored.</param>
    /// <param name="stored">Which ranges were, in order.</param>
    /// <param name="length">Bytes in all.</param>
    public FilledBytes(ByteSource file, IReadOnlyList<Extent> stored, long length)
    {
        Length = length;
        _stored = new(file, stored);
        var known = new List<Extent>();
        foreach (Extent extent in stored)
        {
            if (known.Count > 0 && extent.Start - known[^1].End <= Long)
                known[^1] = known[^1] with { Length = extent.End - known[^1].Start };
            else
                known.Add(extent.Start <= Long ? new(0, extent.End, 0) : extent);
        }
        if (known.Count > 0 && length - known[^1].End <= Long)
            known[^1] = known[^1] with { Length = length - known[^1].Start };
        _known = new(file, known);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination) => _stored.Read(offset, destination);

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Known(long start, long end) => _known.Known(start, end);
}
