namespace Kallsyms.Images.Layers;

/// <summary>
/// A byte of an input, also of what was unpacked or put together from it. However a byte is reached, its place is the same: places that are
/// equal are the same byte.
/// </summary>
/// <param name="Space">The bytes that <paramref name="Offset"/> counts in; null: the input itself.</param>
/// <param name="Offset">From the start of the space.</param>
sealed record BytePlace(UnpackedSpace? Space, long Offset)
{
    /// <summary>The first byte of an input.</summary>
    public static BytePlace Start { get; } = new(null, 0);

    /// <summary>
    /// Offset in the input: of the byte itself, or of the first byte of the packed data it comes from. In a dump of memory, the address.
    /// </summary>
    public long InInput => Space is null or { IsMemory: true } ? Offset : Space.From.InInput;

    /// <summary>Where the data in the input ends that the byte comes from; null: the byte lies in the input itself.</summary>
    public long? PackedEnd => Space is null or { IsMemory: true } ? null : Space.From.PackedEnd ?? Space.From.Offset + Space.Length;

    /// <summary>A place farther on.</summary>
    public static BytePlace operator +(BytePlace place, long distance) => place with { Offset = place.Offset + distance };

    /// <summary>Where in a space this byte is, or the packed data that it comes from; null: it does not come from there.</summary>
    public long? In(UnpackedSpace? space)
    {
        for (BytePlace? place = this; place is not null; place = place.Space?.From)
        {
            if (place.Space == space)
                return place.Offset;
        }
        return null;
    }

    /// <summary>This byte, or the packed data it comes from, is in a range of bytes.</summary>
    public bool IsWithin(BytePlace start, long length) => In(start.Space) is long at && at >= start.Offset && at - start.Offset < length;

    /// <summary>The bytes that this one was made of include another byte, which was not made into anything.</summary>
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

/// <summary>Bytes that were made of others.</summary>
/// <param name="From">Where those start.</param>
/// <param name="Length">How many there are, at most: the end of packed data is not always known.</param>
/// <param name="How">How: the name of a codec or container.</param>
/// <param name="IsExact">All of these bytes belong to it, and to nothing else.</param>
/// <param name="IsMemory">It is the memory of a machine, in which offsets are addresses.</param>
sealed record UnpackedSpace(BytePlace From, long Length, string How, bool IsExact, bool IsMemory = false);
