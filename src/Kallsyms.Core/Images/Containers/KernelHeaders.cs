using System.Buffers.Binary;

namespace Kallsyms.Images.Containers;

/// <summary>Headers of kernels that are not packed, and how long their files are by these.</summary>
static class KernelHeaders
{
    /// <summary>
    /// arm64 and RISC-V (Documentation/arch/arm64/booting.rst, arch/riscv/boot-image-header.rst): a mark at byte 56, and the size in
    /// memory, which counts the zeros behind the file's end.
    /// </summary>
    public static Contents? Find(ImageHead head, ReadOnlySpan<byte> mark)
    {
        if (!head.Has(56, mark))
            return null;
        long? inMemory = head.U64(16) is > 0 and < long.MaxValue and ulong size ? (long)size : null;
        // Without the header for EFI, a file that is as long as the memory is whole; of a shorter one nothing is known.
        long? end = EfiEnd(head);
        return Contents.Unknown with { Least = end ?? (head.Length >= inMemory ? inMemory : null), IsSure = end is not null };
    }

    /// <summary>LoongArch: the header for EFI with a mark of its own.</summary>
    public static Contents? FindLoongArch(ImageHead head) =>
        head.Has(0, "MZ"u8) && head.U32(56) == 0x818223cd ? Contents.Unknown with { Least = EfiEnd(head), IsSure = true } : null;

    /// <summary>
    /// Where the sections of a PE file end that EFI is to load (Microsoft, PE Format); null: there is no such header. Signatures follow
    /// behind.
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
