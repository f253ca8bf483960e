namespace Kallsyms.Elf;

/// <summary>Bytes with holes, such as the memory of a machine. A hole is unknown: it reads as zeros, and nothing may be concluded from them.</summary>
abstract class SparseBytes
{
    /// <summary>Length in bytes, with the holes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from an offset inside the bytes on.</summary>
    public abstract void Read(long offset, Span<byte> destination);

    /// <summary>The ranges of a range that are no holes, in order; those that touch may be given as one.</summary>
    public abstract IEnumerable<(long Start, long End)> Known(long start, long end);
}
