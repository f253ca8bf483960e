namespace Kallsyms.Images.Layers;

/// <summary>One shell of an image: its format, and its place in the shell around it.</summary>
/// <param name="Format">"bzImage", "xz", "ELF", "flat".</param>
/// <param name="Offset">The offset of its first byte in the bytes of the layer around it.</param>
/// <param name="Length">Its own length in bytes.</param>
public readonly record struct Layer(string Format, long Offset, long Length)
{
    /// <summary>What users call an ELF file.</summary>
    internal const string Elf = "ELF";

    /// <summary>It is an ELF file.</summary>
    internal bool IsElf => Format == Elf;

    /// <summary>The checksum that it has of what is in it, and which holds: "crc32"; null: it has none.</summary>
    public string? Checksum { get; init; }

    /// <summary>What people should know about it that keeps no kernel from being read; null: nothing.</summary>
    internal string? Remark { get; init; }
}
