using Kallsyms.Elf;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Paging;

/// <summary>Translates virtual addresses by means of page tables in the dump itself.</summary>
/// <param name="Tables">Reads the tables, from memory by physical address, or from a raw copy of it.</param>
/// <param name="Start">The physical address of the first byte; not 0 in a raw copy.</param>
/// <param name="Shape">The form of the tables.</param>
/// <param name="Root">The offset of the first table in the memory.</param>
sealed record PageWalk(PageTables Tables, ulong Start, PageTableShape Shape, long Root)
{
    const ulong FourGigabytes = 1UL << 32;

    /// <summary>The bits of an address that are not translated.</summary>
    public UpperBits Upper { get; init; }

    /// <summary>The number of bytes below 4 GiB that a raw copy has left out.</summary>
    public ulong Hole { get; init; }

    /// <summary>The memory.</summary>
    public ImageBytes Memory => Tables.Memory;

    /// <summary>The physical address of the first table.</summary>
    public ulong RootTable => (ulong)Root + Start is var table && table >= FourGigabytes - Hole ? table + Hole : (ulong)Root + Start;

    /// <summary>Returns an entry of a table; null if it maps nothing, or is missing from the dump.</summary>
    public PageTableEntry? Entry(ulong table, int index, int level) =>
        Place(table + (ulong)index * 8) is long at && Tables.Entry(at) is ulong raw ? Shape.Entry(raw, level) : null;

    /// <summary>Returns an address with its untranslated upper bits set as the machine requires.</summary>
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
    /// Returns the offset in the memory of the byte at an address; null if nothing is mapped there, or it or a table is missing from
    /// the dump.
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
    /// Returns the offset in the memory of a physical address, or null. If the memory was copied without the hole for devices, what
    /// lies above 4 GiB directly follows what lies below the hole.
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
