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

    /// <summary>What the bits of an address are that are not translated.</summary>
    public UpperBits Upper { get; init; }

    /// <summary>Bytes below 4 GiB that a raw copy has left out.</summary>
    public ulong Hole { get; init; }

    /// <summary>The memory.</summary>
    public ImageBytes Memory => Tables.Memory;

    /// <summary>Physical address of the first table.</summary>
    public ulong RootTable => (ulong)Root + Start is var table && table >= FourGigabytes - Hole ? table + Hole : (ulong)Root + Start;

    /// <summary>An entry of a table; null: nothing is there, or it is not in the dump.</summary>
    public PageTableEntry? Entry(ulong table, int index, int level) =>
        Place(table + (ulong)index * 8) is long at && Tables.Entry(at) is ulong raw ? Shape.Entry(raw, level) : null;

    /// <summary>An address with the bits above those that are translated, as the machine wants them.</summary>
    public ulong Canonical(ulong address)
    {
        int bits = Shape.PageBits + Shape.IndexBits.Sum();
        ulong above = bits < 64 ? ~0UL << bits : 0;
        if (Upper == UpperBits.LastQuarter)
            return address | 0xc000_0000_0000_0000;
        bool isUpper = Upper == UpperBits.Ones || Upper == UpperBits.Extended && (address >> (bits - 1) & 1) != 0;
        return isUpper ? address | above : address;
    }

    /// <summary>
    /// Where in the memory the byte at an address is; null: nothing is mapped there, or it or a table is not in the dump.
    /// </summary>
    public long? Translate(ulong address)
    {
        int shift = Shape.PageBits + Shape.IndexBits.Sum();
        (ulong table, int more) = (RootTable, 0);
        for (int level = Shape.IndexBits.Length - 1; level >= 0; level--)
        {
            int bits = Shape.IndexBits[level];
            shift -= bits;
            if (Entry(table, (int)((address >> shift) & ((1UL << bits) - 1)) >> more, level) is not { } entry)
                return null;
            ulong offset = (1UL << (shift + more + entry.MoreBits)) - 1;
            if (entry.IsLeaf)
                return Place((entry.Address & ~offset) + (address & offset));
            (table, more) = (entry.Address, entry.MoreBits);
        }
        return null;
    }

    /// <summary>
    /// Where a physical address is in the memory; null: nowhere. Where it was copied without the hole for devices, what lies above 4 GiB
    /// comes right behind what lies below the hole.
    /// </summary>
    public long? Place(ulong physical)
    {
        ulong place = physical - Start;
        if (Hole > 0 && physical < FourGigabytes && physical >= FourGigabytes - Hole)
            return null;
        if (physical >= FourGigabytes)
            place -= Hole;
        return place < (ulong)Memory.Length ? (long)place : null;
    }
}
