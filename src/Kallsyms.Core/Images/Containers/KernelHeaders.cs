using System.Buffers.Binary;
using Kallsyms.Elf;

namespace Kallsyms.Images.Containers;

/// <summary>Headers of kernels that are not packed, and the sizes of their files according to these.</summary>
static class KernelHeaders
{
    /// <summary>A kernel with the mark of its machine. The size in its header counts the zeros behind the file's end.</summary>
    public static Contents? Find(ImageHead head, ImageMark mark)
    {
        if (!mark.IsIn(head.Bytes[..head.Available]))
            return null;
        long? inMemory = mark.Start is not null && head.U64(16) is > 0 and < long.MaxValue and ulong size ? (long)size : null;
        // Without the header for EFI, a file that is as long as the memory is whole; of a shorter one nothing is known.
        long? end = EfiEnd(head);
        return Contents.Unknown with { Least = end ?? (head.Length >= inMemory ? inMemory : null), IsSure = end is not null };
    }

    /// <summary>
    /// Returns the end of the sections of a PE file that EFI loads (Microsoft, PE Format); null if there is no such header. Signatures
    /// follow.
    /// </summary>
    public static long? EfiEnd(ImageHead head)
    {
        const int headerSize = 24;
        const int sectionSize = 40;
        long at = head.U32(0x3c);
        if (!head.Has(0, "MZ"u8) || at > head.Available - headerSize || !head.Has((int)at, "PE\0\0"u8))
            return null;
        int count = head.U16((int)at + 6);
        at += headerSize + head.U16((int)at + 20);
        if (at + count * sectionSize > head.Available)
            return null;
        long end = 0;
        for (int i = 0; i < count; i++, at += sectionSize)
        {
            ReadOnlySpan<byte> section = head.Bytes.Slice((int)at, sectionSize);
            long start = BinaryPrimitives.ReadUInt32LittleEndian(section[20..]);
            end = Math.Max(end, start + BinaryPrimitives.ReadUInt32LittleEndian(section[16..]));
        }
        return end > 0 ? end : null;
    }
}
