using Kallsyms.Elf;

namespace Kallsyms.Images.Paging;

/// <summary>A contiguous range of memory mapped by page tables.</summary>
/// <param name="Address">Its virtual address.</param>
/// <param name="Place">Its offset in the memory.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Physical">Its physical address, which equals its offset if the memory is that of the machine from 0 on.</param>
readonly record struct Mapping(ulong Address, long Place, long Length, ulong Physical);

/// <summary>Lists everything that page tables map, by walking them.</summary>
static class MappedMemory
{
    // Tables that map each other in cycles, or the same page everywhere, would never end.
    const int MaxEntries = 1 << 25;

    // A table may map memory of which a dump has only every other page.
    const int MaxMappings = 1 << 22;

    /// <summary>Returns the mappings in address order, as few as possible, of memory that the dump contains.</summary>
    /// <exception cref="KallsymsException">There are more entries than any machine's tables have.</exception>
    public static List<Mapping> Of(PageWalk walk)
    {
        var mappings = new List<Mapping>();
        int left = MaxEntries;
        Add(walk, new(false, walk.RootTable), walk.Shape.IndexBits.Length - 1, 0, mappings, ref left);
        return mappings;
    }

    static void Add(PageWalk walk, PageTableEntry table, int level, ulong address, List<Mapping> mappings, ref int left)
    {
        int shift = walk.Shape.PageBits + walk.Shape.IndexBits[..level].Sum();
        for (int i = 0; i < 1 << walk.Shape.IndexBits[level]; i++)
        {
            if (left-- == 0)
                throw TooMany(walk);
            if (walk.Entry(table.Address, i >> table.MoreBits, level) is not { } entry)
                continue;
            ulong at = address | (ulong)i << shift;
            if (!entry.IsLeaf)
            {
                Add(walk, entry, level - 1, at, mappings, ref left);
                continue;
            }
            ulong within = at & ((1UL << (shift + table.MoreBits + entry.MoreBits)) - 1); // of entries that belong together
            AddLeaf(walk, walk.Canonical(at), entry.Address & ~((1UL << shift) - 1) | within, 1L << shift, mappings);
        }
    }

    static void AddLeaf(PageWalk walk, ulong address, ulong physical, long length, List<Mapping> mappings)
    {
        // Devices are mapped too, and are not in a dump.
        if (walk.Place(physical) is not long place)
            return;
        foreach ((long start, long end) in walk.Memory.Known(place, Math.Min(length, walk.Memory.Length - place)))
        {
            ulong at = address + (ulong)(start - place);
            ulong from = physical + (ulong)(start - place);
            Mapping last = mappings.LastOrDefault();
            if (last.Length > 0 && last.Address + (ulong)last.Length == at && last.Place + last.Length == start
                && last.Physical + (ulong)last.Length == from)
                mappings[^1] = last with { Length = last.Length + (end - start) };
            else if (mappings.Count < MaxMappings)
                mappings.Add(new(at, start, end - start, from));
            else
                throw TooMany(walk);
        }
    }

    static KallsymsException TooMany(PageWalk walk) =>
        new(ErrorKind.Unreadable, "its page tables map more than any machine has", walk.Memory.Name);
}
