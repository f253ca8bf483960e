namespace Kallsyms.Images.Layers;

/// <summary>An image without anything around it that may contain kernels.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Chain">All shells from the file to this image, which is the last.</param>
/// <param name="Place">The place of its first byte.</param>
sealed record UnwrappedImage(ImageBytes Bytes, IReadOnlyList<Layer> Chain, BytePlace Place)
{
    /// <summary>The format of the bytes themselves: "ELF", "arm64 Image", "flat".</summary>
    public string Format => Chain[^1].Format;

    /// <summary>Why a container prefers this image to its others, for people; null if it does not.</summary>
    public string? Preference { get; init; }

    /// <summary>Whether its end is complete according to its header, or to what it was packed in.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether it is the program that unpacks a kernel inside it rather than the kernel itself.</summary>
    public bool IsPackedKernel { get; init; }
}
