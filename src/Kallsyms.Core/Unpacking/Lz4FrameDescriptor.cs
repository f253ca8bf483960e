using System.Buffers.Binary;
using System.IO.Hashing;

namespace Kallsyms.Unpacking;

/// <summary>
/// The start of an LZ4 frame, including its magic (lz4_Frame_format.md): the form of its blocks, and which checksums there are.
/// </summary>
readonly struct Lz4FrameDescriptor
{
    /// <summary>The minimum length of a descriptor, and the number of bytes that determine its length.</summary>
    public const int MinLength = 7;

    /// <summary>The maximum length of a descriptor.</summary>
    public const int MaxLength = MinLength + 12;

    const uint Magic = 0x184d2204;

    readonly byte _flags;
    readonly byte _blocks;

    Lz4FrameDescriptor(byte flags, byte blocks) => (_flags, _blocks) = (flags, blocks);

    /// <summary>Reads the first bytes of a frame; returns null if it is not one.</summary>
    public static Lz4FrameDescriptor? Recognise(ReadOnlySpan<byte> start) =>
        start.Length >= MinLength && BinaryPrimitives.ReadUInt32LittleEndian(start) == Magic
            && start[4] >> 6 == 1 && (start[5] >> 4 & 7) >= 4
            ? new(start[4], start[5])
            : null;

    /// <summary>The maximum unpacked size of a block, in bytes.</summary>
    public int MaxBlock => 1 << (8 + 2 * (_blocks >> 4 & 7));

    /// <summary>Whether blocks do not refer to those before them.</summary>
    public bool BlocksAreIndependent => (_flags & 0x20) != 0;

    /// <summary>Whether a checksum (xxHash-32) follows each block.</summary>
    public bool BlocksAreChecked => (_flags & 0x10) != 0;

    /// <summary>Whether a checksum (xxHash-32) of all unpacked bytes follows the end mark.</summary>
    public bool ContentIsChecked => (_flags & 4) != 0;

    /// <summary>The number of bytes from the magic to the first block.</summary>
    public int Length => MinLength + (HasSize ? 8 : 0) + ((_flags & 1) != 0 ? 4 : 0);

    bool HasSize => (_flags & 8) != 0;

    /// <summary>Returns the unpacked size of the frame if its complete descriptor states it.</summary>
    public long? Size(ReadOnlySpan<byte> descriptor) => HasSize ? BinaryPrimitives.ReadInt64LittleEndian(descriptor[6..]) : null;

    /// <summary>Returns the expected checksum of a complete descriptor, and the one at its end.</summary>
    public static (byte Expected, byte Found) Checksum(ReadOnlySpan<byte> descriptor) =>
        (descriptor[^1], (byte)(XxHash32.HashToUInt32(descriptor[4..^1]) >> 8));
}
