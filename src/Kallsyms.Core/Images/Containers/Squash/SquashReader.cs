using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers.Squash;

/// <summary>Reads blocks of a squashfs: metadata, each block preceded by a two-byte length, and data.</summary>
sealed class SquashReader(ByteSource source, SquashSuperblock superblock, UnpackBudget budget)
{
    const int MetadataSize = 8192;
    const int Stored = 0x8000;
    const uint StoredData = 1 << 24;

    // A directory's inodes are in one or two blocks, which are read again for each inode.
    readonly Dictionary<long, (ReadOnlyMemory<byte> Bytes, long Next)> _blocks = [];

    public SquashSuperblock Superblock => superblock;

    /// <summary>Reads metadata from a position, possibly continuing in the next blocks.</summary>
    /// <exception cref="KallsymsException">The metadata is damaged, or exceeds the limits.</exception>
    public byte[] Metadata(long block, int offset, int count)
    {
        var bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            (ReadOnlyMemory<byte> unpacked, long next) = Block(block);
            if (offset >= unpacked.Length)
                throw Damaged(block);
            int part = Math.Min(count - done, unpacked.Length - offset);
            unpacked.Span.Slice(offset, part).CopyTo(bytes.AsSpan(done));
            (done, offset, block) = (done + part, 0, next);
        }
        return bytes;
    }

    /// <summary>Reads a block of data.</summary>
    /// <param name="at">Its offset.</param>
    /// <param name="word">Its length as encoded in inodes.</param>
    /// <exception cref="KallsymsException">The block is damaged, or exceeds the limits.</exception>
    public ReadOnlyMemory<byte> Data(long at, uint word)
    {
        byte[] packed = source.Read(at, word & (StoredData - 1));
        return (word & StoredData) != 0 ? packed : PackedBlock.Unpack(superblock.Packing, packed, superblock.BlockSize, budget);
    }

    /// <summary>Reads a number in one of the file system's lists.</summary>
    public ulong U64(long at)
    {
        Span<byte> word = stackalloc byte[8];
        source.Read(at, word);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    public static KallsymsException Damaged(long at) => new(ErrorKind.Unreadable, $"squashfs is damaged at 0x{at:x}");

    (ReadOnlyMemory<byte> Bytes, long Next) Block(long at)
    {
        if (_blocks.TryGetValue(at, out (ReadOnlyMemory<byte>, long) known))
            return known;
        Span<byte> word = stackalloc byte[2];
        source.Read(at, word);
        int header = BinaryPrimitives.ReadUInt16LittleEndian(word);
        int length = header & (Stored - 1);
        if (length > MetadataSize)
            throw Damaged(at);
        bool isStored = (header & Stored) != 0;
        byte[] packed = isStored ? budget.Take(length) : new byte[length];
        source.Read(at + 2, packed);
        ReadOnlyMemory<byte> bytes = isStored ? packed : PackedBlock.Unpack(superblock.Packing, packed, MetadataSize, budget);
        return _blocks[at] = (bytes, at + 2 + length);
    }
}
