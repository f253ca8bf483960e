namespace Kallsyms.Images.Dumps;

/// <summary>A range of memory, or of another arrangement of a file's bytes, and its place in the file.</summary>
/// <param name="Start">Its address.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="At">The offset of its bytes in the file.</param>
readonly record struct Extent(long Start, long Length, long At)
{
    /// <summary>The address after its last byte.</summary>
    public long End => Start + Length;

    /// <summary>Returns the part from one address to another.</summary>
    public Extent Cut(long start, long end) => new(start, end - start, At + (start - Start));
}
