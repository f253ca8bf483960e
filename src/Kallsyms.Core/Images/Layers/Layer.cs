namespace Kallsyms.Images.Layers;

/// <summary>One shell of an image: its format, and its place in the shell around it.</summary>
/// <param name="Format">"bzImage", "xz", "ELF", "flat".</param>
/// <param name="Offset">The offset of its first byte in the bytes of the layer around it.</param>
/// <param name="Length">Its own length in bytes.</param>
public readonly record struct Layer(string Format, long Offset, long Length)
{
    /// <summary>The checksum that it stores of its contents and that matches, such as "crc32"; null if it has none.</summary>
    public string? Checksum { get; init; }
}
