namespace Kallsyms.Images;

/// <summary>One shell of an image: what it is, and where in the shell around it it was found.</summary>
/// <param name="Format">"bzImage", "xz", "ELF", "flat".</param>
/// <param name="Offset">First byte, in the bytes of the layer around it.</param>
/// <param name="Length">Its own length in bytes.</param>
public readonly record struct Layer(string Format, long Offset, long Length);

/// <summary>An image without anything around it, that may be a kernel.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Chain">All shells from the file to this image, which is the last.</param>
sealed record UnwrappedImage(ImageBytes Bytes, IReadOnlyList<Layer> Chain)
{
    /// <summary>What the bytes themselves are: "ELF", "arm64 Image", "flat".</summary>
    public string Format => Chain[^1].Format;
}
