using System.Buffers.Binary;
using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// The headers of a kdump-compressed dump (makedumpfile's IMPLEMENTATION document and its header files): a block of general facts, a
/// block specific to kdump, two bitmaps of pages, then a descriptor for each stored page.
/// </summary>
/// <param name="BlockSize">The size of a block, which is a page, in bytes.</param>
/// <param name="Bitmap">Which pages were stored, one bit each.</param>
/// <param name="Descriptors">The offset of the first descriptor.</param>
/// <param name="BigEndian">Whether numbers are big-endian.</param>
sealed record KdumpHeader(int BlockSize, byte[] Bitmap, long Descriptors, bool BigEndian)
{
    const long MaxBitmap = 128 << 20; // 4 TiB in pages of 4 KiB; a PowerPC machine has devices at 32 TiB, in pages of 64 KiB

    /// <summary>Recognises the format by its first bytes.</summary>
    public static bool Matches(ReadOnlySpan<byte> head) => head.StartsWith("KDUMP   "u8);

    /// <summary>Reads the headers.</summary>
    /// <exception cref="KallsymsException">The headers are damaged, or say that the file is one of several.</exception>
    public static KdumpHeader Read(ByteSource file)
    {
        byte[] head = file.Read(0, Math.Min(file.Length, 512));
        if (head.Length < 512)
            throw new KallsymsException(ErrorKind.Unreadable, "truncated inside its first header", file.Name);
        // A version is a small number in its own byte order.
        bool bigEndian = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) > 0xffff;
        var format = new ElfFormat(true, bigEndian);
        // After 402 bytes of names comes a time of two words; their width follows from what comes next.
        bool is64 = IsBlockSize(format.U32(head, 428));
        int at = is64 ? 428 : 416;
        uint block = format.U32(head, at);
        if (!IsBlockSize(block))
            throw new KallsymsException(ErrorKind.Unreadable, $"blocks of {block} bytes: damaged", file.Name, at);
        long own = format.U32(head, at + 4);
        long bitmaps = (long)format.U32(head, at + 8) * block;
        if (is64 && own > 0 && format.U32(file.Read(block, 32), 12) != 0)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, "one part of a dump that was split: put the parts together with makedumpfile --reassemble", file.Name,
                block);
        }
        long start = (1 + own) * block;
        if (bitmaps / 2 > MaxBitmap)
            throw new KallsymsException(
                ErrorKind.Unreadable, $"bitmaps of 0x{bitmaps:x} bytes are more than are supported here", file.Name, at + 8);
        return new((int)block, file.Read(start + bitmaps / 2, bitmaps / 2), start + bitmaps, bigEndian);
    }

    static bool IsBlockSize(uint size) => size is >= 1024 and <= 65536 && (size & (size - 1)) == 0;
}
