using System.Buffers.Binary;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers.Squash;

/// <summary>A regular file of a squashfs: consecutive blocks, and a last piece that shares a block with others.</summary>
/// <param name="Path">Its path, from the root of the file system.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Start">The offset of its first block.</param>
/// <param name="Fragment">The number of the block with its last piece; all ones if there is none.</param>
/// <param name="Offset">The offset of the piece in that block.</param>
/// <param name="InodeBlock">The block of its inode.</param>
/// <param name="InodeOffset">The offset of the inode in that block.</param>
/// <param name="InodeHead">The size of the inode before the lengths of its blocks.</param>
sealed record SquashFile(string Path, long Size, long Start, uint Fragment, uint Offset, long InodeBlock, int InodeOffset, int InodeHead)
{
    const int FragmentsInBlock = 512;
    const int FragmentRecord = 16;

    /// <summary>Reads its bytes.</summary>
    /// <exception cref="KallsymsException">The file is damaged, or exceeds the limits.</exception>
    public ReadOnlyMemory<byte> Read(SquashReader reader, UnpackBudget budget)
    {
        int blockSize = reader.Superblock.BlockSize;
        byte[] bytes = budget.Take(Size);
        long blocks = Fragment == uint.MaxValue ? (Size + blockSize - 1) / blockSize : Size / blockSize;
        byte[] inode = SquashTree.Inode(reader, InodeBlock, InodeOffset, checked((int)(InodeHead + blocks * 4)));
        long at = Start;
        for (int i = 0; i < blocks; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(inode.AsSpan(InodeHead + i * 4));
            Span<byte> place = bytes.AsSpan(i * blockSize, (int)Math.Min(blockSize, Size - (long)i * blockSize));
            if (word == 0)
                place.Clear(); // a hole
            else
                Copy(reader.Data(at, word).Span, place, at);
            at += word & 0xffffff;
        }
        if (blocks * blockSize < Size)
            ReadTail(reader, bytes.AsSpan((int)(blocks * blockSize)));
        return bytes;
    }

    /// <summary>Its first block, as a file; a smaller one is taken whole.</summary>
    public SquashFile FirstBlock(int blockSize) => Size < blockSize ? this : this with { Size = blockSize, Fragment = uint.MaxValue };

    void ReadTail(SquashReader reader, Span<byte> place)
    {
        long list = (long)reader.U64(reader.Superblock.Fragments + Fragment / FragmentsInBlock * 8L);
        byte[] record = reader.Metadata(list, (int)(Fragment % FragmentsInBlock) * FragmentRecord, FragmentRecord);
        long start = BinaryPrimitives.ReadInt64LittleEndian(record);
        ReadOnlySpan<byte> block = reader.Data(start, BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(8))).Span;
        Copy(Offset <= (uint)block.Length ? block[(int)Offset..] : [], place, start);
    }

    static void Copy(ReadOnlySpan<byte> block, Span<byte> place, long at)
    {
        if (block.Length < place.Length)
            throw SquashReader.Damaged(at);
        block[..place.Length].CopyTo(place);
    }
}
