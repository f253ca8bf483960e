using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>A range of an image that its header points to, or that a search found.</summary>
/// <param name="Name">What it is: "payload", "kernel".</param>
/// <param name="Offset">First byte, from the start of the image.</param>
/// <param name="Length">Number of bytes, as the header says; may reach beyond the end.</param>
/// <param name="Codec">How it is packed; null: its own first bytes tell.</param>
sealed record Part(string Name, long Offset, long Length, Codec? Codec = null)
{
    /// <summary>Why the container prefers it to its other parts, for people; null: it does not.</summary>
    public string? Preference { get; init; }

    /// <summary>
    /// Puts the bytes together, of a part that does not lie in one piece; gets the image and what that may cost. Null: it does.
    /// </summary>
    public Func<ImageBytes, UnpackBudget, ReadOnlyMemory<byte>>? Assemble { get; init; }

    /// <summary>
    /// The same, where the bytes are put together as they are asked for; <see cref="IsMemory"/> or another file. Null: it does not.
    /// </summary>
    public Func<ByteSource, SparseBytes>? Arrange { get; init; }

    /// <summary>
    /// The same as <see cref="Assemble"/>, as a stream, for what is too large to be in memory. Null: there is no other way.
    /// </summary>
    public Func<ByteSource, Stream>? Stream { get; init; }

    /// <summary>It is the memory of a machine, by address, and has no header.</summary>
    public bool IsMemory { get; init; }
}
