using System.Buffers.Binary;
using Kallsyms.Elf;

namespace Kallsyms.Images.Containers;

/// <summary>
/// An image and its first bytes, which are searched for headers. Reads beyond them give zeros, so no header matches there.
/// </summary>
sealed class ImageHead
{
    /// <summary>The farthest field is the eight-byte magic of Btrfs.</summary>
    public const int Size = 0x10048;

    readonly byte[] _bytes = new byte[Size];

    public ImageHead(ByteSource source)
    {
        Source = source;
        Available = (int)Math.Min(source.Length, Size);
        source.Read(0, _bytes.AsSpan(0, Available));
    }

    public ByteSource Source { get; }

    public long Length => Source.Length;

    /// <summary>The number of bytes available; the rest of <see cref="Bytes"/> is zero.</summary>
    public int Available { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool Has(int at, ReadOnlySpan<byte> magic) => Bytes[at..].StartsWith(magic);

    public ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[at..]);

    public uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[at..]);

    public uint U32BigEndian(int at) => BinaryPrimitives.ReadUInt32BigEndian(Bytes[at..]);

    public ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[at..]);
}
