using System.Buffers.Binary;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers.Squash;

/// <summary>
/// The first 96 bytes of a squashfs (Linux, Documentation/filesystems/squashfs.rst; squashfs_fs.h). All numbers are little-endian.
/// </summary>
/// <param name="Packing">The compression of all blocks.</param>
/// <param name="BlockSize">The unpacked size of a data block in bytes.</param>
/// <param name="BytesUsed">The size of the file system in bytes.</param>
/// <param name="RootInode">Reference to the inode of the root.</param>
/// <param name="Inodes">The offset of the inodes.</param>
/// <param name="Directories">The offset of the directories.</param>
/// <param name="Fragments">The offset of the list of blocks with fragments.</param>
sealed record SquashSuperblock(
    BlockPacking Packing, int BlockSize, long BytesUsed, ulong RootInode, long Inodes, long Directories, long Fragments)
{
    const int MinBlock = 4096;
    const int MaxBlock = 1 << 20;

    /// <summary>Reads the superblock; returns null if there is none, or it is of another version.</summary>
    /// <param name="head">The first bytes of the image, at least 96.</param>
    public static SquashSuperblock? Read(ReadOnlySpan<byte> head)
    {
        uint block = BinaryPrimitives.ReadUInt32LittleEndian(head[12..]);
        long used = I64(head, 40);
        if (!head.StartsWith("hsqs"u8) || U16(head, 28) != 4 || block is < MinBlock or > MaxBlock || used < 96)
            return null;
        return new((BlockPacking)U16(head, 20), (int)block, used, (ulong)I64(head, 32), I64(head, 64), I64(head, 72), I64(head, 80));
    }

    static ushort U16(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt16LittleEndian(head[at..]);

    static long I64(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt64LittleEndian(head[at..]);
}
