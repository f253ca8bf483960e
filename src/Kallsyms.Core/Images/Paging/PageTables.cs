using Kallsyms.Elf;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Paging;

/// <summary>Reads entries of page tables, and caches some of the tables.</summary>
/// <param name="memory">Memory by physical address, or a raw copy of it.</param>
/// <param name="isBigEndian">Whether entries are big-endian.</param>
sealed class PageTables(ImageBytes memory, bool isBigEndian)
{
    const int TableBytes = 4096; // read from a table at once
    const int MaxTables = 4096;

    readonly ElfFormat _format = new(true, isBigEndian);
    readonly Dictionary<long, byte[]?> _tables = [];

    /// <summary>The memory.</summary>
    public ImageBytes Memory => memory;

    /// <summary>Returns the entry at an offset in the memory, a multiple of 8; null if the dump lacks it.</summary>
    public ulong? Entry(long at)
    {
        long start = at & -TableBytes;
        if (!_tables.TryGetValue(start, out byte[]? table))
        {
            if (_tables.Count >= MaxTables)
                _tables.Clear();
            bool isKnown = start >= 0 && start + TableBytes <= memory.Length && memory.IsKnown(start, TableBytes);
            _tables[start] = table = isKnown ? memory.Source.Read(start, TableBytes) : null;
        }
        return table is null ? null : _format.U64(table, (int)(at - start));
    }
}
