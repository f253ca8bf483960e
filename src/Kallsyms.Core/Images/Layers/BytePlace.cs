namespace Kallsyms.Images.Layers;

/// <summary>
/// The identity of a byte of an input, including bytes that were unpacked or assembled from it. However a byte is reached, its place is
/// the same: equal places are the same byte.
/// </summary>
/// <param name="Space">The bytes that <paramref name="Offset"/> refers to; null for the input itself.</param>
/// <param name="Offset">The offset from the start of the space.</param>
sealed record BytePlace(UnpackedSpace? Space, long Offset) : IComparable<BytePlace>
{
    /// <summary>The first byte of an input.</summary>
    public static BytePlace Start { get; } = new(null, 0);

    /// <summary>
    /// The offset in the input: of the byte itself, or of the first byte of the packed data it comes from. In a memory dump, the
    /// address.
    /// </summary>
    public long InInput => Space is null or { IsMemory: true } ? Offset : Space.From.InInput;

    /// <summary>The end of the data in the input that the byte comes from; null if the byte lies in the input itself.</summary>
    public long? PackedEnd => Space is null or { IsMemory: true } ? null : Space.From.PackedEnd ?? Space.From.Offset + Space.Length;

    /// <summary>Returns a place farther on.</summary>
    public static BytePlace operator +(BytePlace place, long distance) => place with { Offset = place.Offset + distance };

    /// <summary>
    /// Returns the offset in a space of this byte, or of the packed data that it comes from; null if it does not come from there.
    /// </summary>
    public long? In(UnpackedSpace? space)
    {
        for (BytePlace? place = this; place is not null; place = place.Space?.From)
        {
            if (place.Space == space)
                return place.Offset;
        }
        return null;
    }

    /// <summary>Compares places by what comes first in the input, then in what was made of it.</summary>
    public int CompareTo(BytePlace? other) => other is null ? 1 : Path.AsSpan().SequenceCompareTo(other.Path);

    long[] Path => Space is null ? [Offset] : [.. Space.From.Path, Offset];

    /// <summary>Whether this byte, or the packed data it comes from, is in a range of bytes.</summary>
    public bool IsWithin(BytePlace start, long length) => In(start.Space) is long at && at >= start.Offset && at - start.Offset < length;

    /// <summary>Whether the bytes that this one was made from include another byte, which itself was not transformed.</summary>
    public bool IsMadeOf(BytePlace other)
    {
        for (UnpackedSpace? space = Space; space is not null; space = space.From.Space)
        {
            if (space.IsExact && space.From.Space == other.Space && other.IsWithin(space.From, space.Length))
                return true;
        }
        return false;
    }
}

/// <summary>Bytes that were made from others.</summary>
/// <param name="From">The place of the original bytes.</param>
/// <param name="Length">The maximum number of original bytes, since the end of packed data is not always known.</param>
/// <param name="How">The method: the name of a codec or container.</param>
/// <param name="IsExact">Whether all of these bytes belong to it, and to nothing else.</param>
/// <param name="IsMemory">Whether it is the memory of a machine, in which offsets are addresses.</param>
sealed record UnpackedSpace(BytePlace From, long Length, string How, bool IsExact, bool IsMemory = false);
