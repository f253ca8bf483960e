using Kallsyms.Elf;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Paging;

/// <summary>Finds where in memory a virtual address is, by page tables of the dump itself.</summary>
/// <param name="Tables">Reads them, from memory by physical address, or from a raw copy of it.</param>
/// <param name="Start">Physical address of the first byte; not 0 of a raw copy.</param>
/// <param name="Shape">How the tables look.</param>
/// <param name="Root">Where in the memory the first table is.</param>
sealed record PageWalk(PageTables Tables, ulong Start, PageTableShape Shape, long Root)
{
    const ulong FourGigabytes = 1UL << 32;

    /// <summary>Bytes below 4 GiB that a raw copy has left out.</summary>
    public ulong Hole { get; init; }

    /// <summary>The memory.</summary>
    public ImageBytes Memory => Tables.Memory;

    /// <summary>
    /// Where in the memory the byte at an address is; null: nothing is mapped there, or it or a table is not in the dump.
    /// </summary>
    public long? Translate(ulong address)
    {
        int shift = Shape.PageBits + Shape.IndexBits.Sum();
        ulong table = (ulong)Root + Start;
        if (table >= FourGigabytes - Hole)
            table += Hole;
        for (int level = Shape.IndexBits.Length - 1; level >= 0; level--)
        {
            int bits = Shape.IndexBits[level];
            shift -= bits;
            ulong index = (address >> shift) & ((1UL << bits) - 1);
            if (Place(table + index * 8) is not long at || Tables.Entry(at) is not ulong raw || Shape.Entry(raw, level) is not { } entry)
                return null;
            ulong offset = (1UL << (shift + entry.MoreBits)) - 1;
            if (entry.IsLeaf)
                return Place((entry.Address & ~offset) + (address & offset));
            table = entry.Address;
        }
        return null;
    }

    // Where the memory was copied without the hole for devices, what lies above 4 GiB comes right behind what lies below the hole.
    long? Place(ulong physical)
    {
        ulong place = physical - Start;
        if (Hole > 0 && physical < FourGigabytes && physical >= FourGigabytes - Hole)
            return null;
        if (physical >= FourGigabytes)
            place -= Hole;
        return place < (ulong)Memory.Length ? (long)place : null;
    }
}
