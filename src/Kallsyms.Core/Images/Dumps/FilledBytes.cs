using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// The bytes of a disk, where zeros were not stored. Only long stretches of zeros, which contain no kernel, are holes; so are all
/// others once they are many times what was stored.
/// </summary>
sealed class FilledBytes : SparseBytes
{
    const long Long = 2 << 20;

    // The number of zeros that are filled in, at least and per stored byte.
    const long FreeZeros = 16 << 20;
    const int ZerosPerByte = 8;

    readonly ExtentBytes _stored;
    readonly ExtentBytes _known; // used only for its ranges

    /// <summary>Arranges stored ranges.</summary>
    /// <param name="file">The file that contains them.</param>
    /// <param name="stored">The ranges that were stored, in order.</param>
    /// <param name="length">The total length in bytes.</param>
    /// <exception cref="KallsymsException">The ranges use the same bytes again and again.</exception>
    public FilledBytes(ByteSource file, IReadOnlyList<Extent> stored, long length)
    {
        Length = length;
        _stored = ExtentBytes.Stored(file, stored);
        long zeros = FreeZeros + ZerosPerByte * stored.Sum(extent => extent.Length);
        var known = new List<Extent>();
        long end = 0;
        foreach (Extent extent in stored)
        {
            if (!IsFilled(extent.Start - end))
                known.Add(extent);
            else if (known.Count > 0)
                known[^1] = known[^1] with { Length = extent.End - known[^1].Start };
            else
                known.Add(new(0, extent.End, 0));
            end = extent.End;
        }
        if (known.Count > 0 && IsFilled(length - end))
            known[^1] = known[^1] with { Length = length - known[^1].Start };
        _known = new(file, known);

        bool IsFilled(long gap)
        {
            if (gap > Long || gap > zeros)
                return false;
            zeros -= gap;
            return true;
        }
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination) => _stored.Read(offset, destination);

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Known(long start, long end) => _known.Known(start, end);
}
