using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>A range of an image that its header refers to, or that a search found.</summary>
/// <param name="Name">Its name: "payload", "kernel".</param>
/// <param name="Offset">The offset of its first byte from the start of the image.</param>
/// <param name="Length">Its size in bytes according to the header; may extend beyond the end.</param>
/// <param name="Codec">Its compression; null to recognise it by its first bytes.</param>
sealed record Part(string Name, long Offset, long Length, Codec? Codec = null)
{
    /// <summary>Why the container prefers it to its other parts, for people; null if it does not.</summary>
    public string? Preference { get; init; }

    /// <summary>Checksums of its bytes as stored in the container.</summary>
    public IReadOnlyList<StoredSum> Sums { get; init; } = [];

    /// <summary>Assembles a part that is not contiguous, from the image and within a budget; null if it is contiguous.</summary>
    public Func<ImageBytes, UnpackBudget, Assembled>? Assemble { get; init; }

    /// <summary>Assembles a part on demand, for <see cref="IsMemory"/> or another file; null if that is not needed.</summary>
    public Func<ByteSource, SparseBytes>? Arrange { get; init; }

    /// <summary>Like <see cref="Assemble"/>, but as a stream, for parts too large for memory; null if there is no such way.</summary>
    public Func<ByteSource, Stream>? Stream { get; init; }

    /// <summary>Whether it is the memory of a machine, by address, without a header.</summary>
    public bool IsMemory { get; init; }
}

/// <summary>The assembled bytes of a part.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Checksum">The container's matching checksum of them, such as "crc32"; null if it has none.</param>
readonly record struct Assembled(ReadOnlyMemory<byte> Bytes, string? Checksum = null);
