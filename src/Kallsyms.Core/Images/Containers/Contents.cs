namespace Kallsyms.Images.Containers;

/// <summary>What a header says of the image behind it.</summary>
/// <param name="Parts">
/// Those that may hold a kernel, most likely first; null: the image is the kernel itself, or nothing tells where in it the kernel is.
/// </param>
/// <param name="Length">Bytes of the image with its header; null: not known, so all that is there.</param>
sealed record Contents(IEnumerable<Part>? Parts, long? Length = null)
{
    /// <summary>The header tells nothing more than what the image is.</summary>
    public static Contents Unknown { get; } = new((IEnumerable<Part>?)null);

    /// <summary>One part.</summary>
    public static Contents Of(Part part, long? length = null) => new([part], length);
}
