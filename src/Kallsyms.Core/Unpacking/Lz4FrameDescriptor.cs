using System.Buffers.Binary;
using System.IO.Hashing;

namespace Kallsyms.Unpacking;

/// <summary>
/// The start of an LZ4 frame, its magic included (lz4_Frame_format.md): what its blocks are like, and which checksums there are.
/// </summary>
readonly struct Lz4FrameDescriptor
{
    /// <summary>The bytes that say how long a descriptor is; it has as many at least.</summary>
    public const int MinLength = 7;

    /// <summary>The most that a descriptor has.</summary>
    public const int MaxLength = MinLength + 12;

    const uint Magic = 0x184d2204;

    readonly byte _flags;
    readonly byte _blocks;

    Lz4FrameDescriptor(byte flags, byte blocks) => (_flags, _blocks) = (flags, blocks);

    /// <summary>The first bytes of a frame; null: they are none.</summary>
    public static Lz4FrameDescriptor? Recognise(ReadOnlySpan<byte> start) =>
        start.Length >= MinLength && BinaryPrimitives.ReadUInt32LittleEndian(start) == Magic
            && start[4] >> 6 == 1 && (start[5] >> 4 & 7) >= 4
            ? new(start[4], start[5])
            : null;

    /// <summary>Bytes that a block unpacks to, at most.</summary>
    public int MaxBlock => 1 << (8 + 2 * (_blocks >> 4 & 7));

    /// <summary>Blocks do not refer to those before them.</summary>
    public bool BlocksAreIndependent => (_flags & 0x20) != 0;

    /// <summary>A checksum (xxHash-32) follows each block.</summary>
    public bool BlocksAreChecked => (_flags & 0x10) != 0;

    /// <summary>A checksum (xxHash-32) of all that was unpacked follows the end mark.</summary>
    public bool ContentIsChecked => (_flags & 4) != 0;

    /// <summary>Bytes from the magic to the first block.</summary>
    public int Length => MinLength + (HasSize ? 8 : 0) + ((_flags & 1) != 0 ? 4 : 0);

    bool HasSize => (_flags & 8) != 0;

    /// <summary>Bytes that the frame unpacks to, where its descriptor, given whole, tells.</summary>
    public long? Size(ReadOnlySpan<byte> descriptor) => HasSize ? BinaryPrimitives.ReadInt64LittleEndian(descriptor[6..]) : null;

    /// <summary>The checksum that a descriptor, given whole, ends with, and the one it should.</summary>
    public static (byte Expected, byte Found) Checksum(ReadOnlySpan<byte> descriptor) =>
        (descriptor[^1], (byte)(XxHash32.HashToUInt32(descriptor[4..^1]) >> 8));
}
