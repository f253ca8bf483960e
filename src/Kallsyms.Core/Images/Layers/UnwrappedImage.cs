namespace Kallsyms.Images.Layers;

/// <summary>An image without anything around it, that may hold kernels.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Chain">All shells from the file to this image, which is the last.</param>
/// <param name="Place">Its first byte.</param>
sealed record UnwrappedImage(ImageBytes Bytes, IReadOnlyList<Layer> Chain, BytePlace Place)
{
    /// <summary>What the bytes themselves are: "ELF", "arm64 Image", "flat".</summary>
    public string Format => Chain[^1].Format;

    /// <summary>Why a container prefers this image to its others, for people; null: it does not.</summary>
    public string? Preference { get; init; }

    /// <summary>No byte of its end is missing: its header, or what it was packed in, says how long it is.</summary>
    public bool IsWhole { get; init; }

    /// <summary>It is what unpacks a kernel, which lies in it, and not the kernel itself.</summary>
    public bool IsPackedKernel { get; init; }
}
