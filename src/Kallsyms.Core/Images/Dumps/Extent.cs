namespace Kallsyms.Images.Dumps;

/// <summary>A range of memory, or of another arrangement of a file's bytes, and where its bytes are.</summary>
/// <param name="Start">Its address.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="At">Offset in the file.</param>
readonly record struct Extent(long Start, long Length, long At)
{
    /// <summary>First address behind.</summary>
    public long End => Start + Length;

    /// <summary>The part from one address to another.</summary>
    public Extent Cut(long start, long end) => new(start, end - start, At + (start - Start));
}
