using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// An ELF core of a machine (QEMU, /proc/vmcore, makedumpfile -E): its memory by physical address or, without physical addresses, by
/// virtual address from the lowest on.
/// </summary>
static class ElfCore
{
    const uint Load = 1; // PT_LOAD

    /// <summary>Recognises the format by its first bytes.</summary>
    public static bool Matches(ReadOnlySpan<byte> head) => head.StartsWith("\u007fELF"u8)
        && (head[5] == 2 ? head[16] << 8 | head[17] : head[16] | head[17] << 8) == (int)ElfType.Core;

    /// <summary>Where the memory ends in the file, by the headers; null: they are damaged.</summary>
    public static long? End(ByteSource file)
    {
        try
        {
            return ElfFile.Parse(file).Segments.Where(segment => segment.Type == Load && segment.FileSize > 0 && segment.Offset >= 0)
                .Select(segment => (long?)(segment.Offset + Math.Min(segment.FileSize, long.MaxValue - segment.Offset))).Max();
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    /// <summary>Opens the memory.</summary>
    /// <exception cref="KallsymsException">Headers are damaged.</exception>
    public static SparseBytes Open(ByteSource file)
    {
        ElfFile elf = ElfFile.Parse(file);
        ElfSegment[] segments =
            elf.Segments.Where(segment => segment.Type == Load && segment.FileSize > 0 && segment.Offset >= 0
                && segment.Offset < file.Length).ToArray();
        ulong none = elf.Format.WordMask;
        ElfSegment[] physical =
            segments.Where(segment => segment.PhysicalAddress != none && segment.PhysicalAddress <= long.MaxValue / 2).ToArray();
        // 0 is an address, or a field that was never filled in.
        bool several = physical.Where(segment => segment.PhysicalAddress == 0).Select(segment => segment.Address).Distinct().Skip(1).Any();
        if (several)
            physical = physical.Where(segment => segment.PhysicalAddress != 0).ToArray();
        if (physical.Length > 0)
            return ExtentBytes.Stored(file, physical.Select(segment => Extent(file, segment, (long)segment.PhysicalAddress)));
        return ExtentBytes.Stored(file, ByVirtualAddress(file, segments));
    }

    // The kernel's own mapping is above that of all memory; the file contains only once what both show.
    static List<Extent> ByVirtualAddress(ByteSource file, ElfSegment[] segments)
    {
        var extents = new List<Extent>();
        var ends = new FurthestEnds(segments.Select(segment => segment.Offset));
        ulong lowest = segments.Length == 0 ? 0 : segments.Min(segment => segment.Address);
        foreach (ElfSegment segment in segments.OrderByDescending(segment => segment.Address))
        {
            if (segment.Address - lowest > long.MaxValue / 2)
                continue;
            Extent extent = Extent(file, segment, (long)(segment.Address - lowest));
            if (ends.Of(extent.At) >= extent.At + extent.Length)
                continue;
            ends.Add(extent.At, extent.At + extent.Length);
            extents.Add(extent);
        }
        return extents;
    }

    // A truncated file gives what is there.
    static Extent Extent(ByteSource file, ElfSegment segment, long address) =>
        new(address, Math.Min(segment.FileSize, file.Length - segment.Offset), segment.Offset);
}
