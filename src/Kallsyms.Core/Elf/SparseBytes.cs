namespace Kallsyms.Elf;

/// <summary>
/// Bytes with holes, such as the memory of a machine. The contents of a hole are unknown: it reads as zeros, from which nothing may be
/// concluded.
/// </summary>
abstract class SparseBytes
{
    /// <summary>The length in bytes, including holes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from an offset on.</summary>
    public abstract void Read(long offset, Span<byte> destination);

    /// <summary>Returns the parts of a range that are not holes, in order; adjacent parts may be merged.</summary>
    public abstract IEnumerable<(long Start, long End)> Known(long start, long end);

    /// <summary>
    /// Returns the parts of a range in which there is something to be found, in order: what is known, without zeros that can be told
    /// without reading them, but for some around everything else.
    /// </summary>
    public virtual IEnumerable<(long Start, long End)> Filled(long start, long end) => Known(start, end);
}
