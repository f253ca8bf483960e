using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Paging;

/// <summary>Finds where in memory a virtual address is, by page tables of the dump itself.</summary>
/// <param name="Memory">Memory by physical address.</param>
/// <param name="Format">How the machine's tables look.</param>
/// <param name="Root">Physical address of the first table.</param>
/// <param name="PageBits">Bits of an offset in a page.</param>
/// <param name="AddressBits">Bits of an address.</param>
sealed record PageWalk(ImageBytes Memory, PageTableFormat Format, ulong Root, int PageBits, int AddressBits)
{
    const int TableBytes = 4096; // of a table that are read at once
    const int MaxTables = 4096;

    readonly Dictionary<long, byte[]?> _tables = [];

    /// <summary>The physical address; null: nothing is mapped there, or a table is in a page that the dump does not have.</summary>
    public ulong? Translate(ulong address)
    {
        int perLevel = PageBits - 3;
        int level = (AddressBits - PageBits + perLevel - 1) / perLevel - 1;
        ulong table = Root;
        for (int top = AddressBits; level >= 0; level--)
        {
            int shift = PageBits + level * perLevel;
            ulong index = (address >> shift) & ((1UL << (top - shift)) - 1);
            top = shift;
            if (ReadEntry(table + index * 8) is not ulong entry || Format.Entry(entry, level) is not var (isLeaf, next))
                return null;
            if (isLeaf)
                return (next & ~((1UL << shift) - 1)) + (address & ((1UL << shift) - 1));
            table = next;
        }
        return null;
    }

    ulong? ReadEntry(ulong at)
    {
        if (at >= (ulong)Memory.Length)
            return null;
        long start = (long)at & -TableBytes;
        if (!_tables.TryGetValue(start, out byte[]? table))
        {
            if (_tables.Count >= MaxTables)
                _tables.Clear();
            bool isKnown = start + TableBytes <= Memory.Length && Memory.IsKnown(start, TableBytes);
            _tables[start] = table = isKnown ? Memory.Source.Read(start, TableBytes) : null;
        }
        return table is null ? null : BinaryPrimitives.ReadUInt64LittleEndian(table.AsSpan((int)(at - (ulong)start)));
    }
}
