namespace Kallsyms.Images.Layers;

/// <summary>One shell of an image: what it is, and where in the shell around it it was found.</summary>
/// <param name="Format">"bzImage", "xz", "ELF", "flat".</param>
/// <param name="Offset">First byte, in the bytes of the layer around it.</param>
/// <param name="Length">Its own length in bytes.</param>
public readonly record struct Layer(string Format, long Offset, long Length)
{
    /// <summary>The checksum that it has of what is in it, and which holds: "crc32"; null: it has none.</summary>
    public string? Checksum { get; init; }
}
