using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Paging;

/// <summary>
/// Finds the page tables of a kernel running in a dump: those that map its functions where its table lies. A mere copy of a kernel's
/// image, such as in the page cache, has no such page tables.
/// </summary>
sealed class KernelPages
{
    const uint Page = 4096;
    const long Reach = 8 << 20; // data of a kernel whose table lists only functions follows them
    const long Step = 2 << 20; // memory starts at a multiple of it
    const ulong Apart = 256 << 10; // two functions this far apart are on two pages of any size but the largest

    readonly ImageBytes _memory;
    readonly PageTables _tables;
    readonly PageTableFormat _format;
    readonly ulong _origin;
    readonly ulong[] _functions;
    readonly ulong _hole;

    KernelPages(ImageBytes memory, PageTableFormat format, ulong origin, ulong[] functions, ulong hole) =>
        (_memory, _tables, _format, _origin, _functions, _hole) =
        (memory, new(memory, format.IsBigEndian), format, origin, functions, hole);

    /// <summary>Finds the tables; returns null if there are none.</summary>
    /// <param name="memory">Memory by physical address, or a raw copy of it starting at some address.</param>
    /// <param name="table">The kernel's table.</param>
    /// <param name="format">The format of the machine's page tables.</param>
    public static PageWalk? Find(ImageBytes memory, EmbeddedTable table, PageTableFormat format)
    {
        if (table.Origin is not ulong origin || !table.Spec.Format.Is64)
            return null;
        ulong[] functions = Functions(table.Symbols);
        return functions.Length == 0 ? null
            : new KernelPages(memory, format, origin, functions, Hole(memory, table, origin, format)).Find(table);
    }

    // A raw copy that is shorter than the end of memory noted by the kernel has left out the hole below 4 GiB.
    static ulong Hole(ImageBytes memory, EmbeddedTable table, ulong origin, PageTableFormat format)
    {
        if (memory.IsMachineMemory || !format.HasHole || table.Symbols.AddressOf("max_pfn"u8) is not ulong address
            || (long)(address - origin) is var at && (at < 0 || at > memory.Length - 8))
        {
            return 0;
        }
        ulong end = table.Spec.Format.U64(memory.Source.Read(at, 8), 0) * Page;
        ulong missing = end - (ulong)memory.Length;
        return end > 1UL << 32 && (ulong)memory.Length < end && missing < 1UL << 32 && missing % (1 << 20) == 0 ? missing : 0;
    }

    PageWalk? Find(EmbeddedTable table)
    {
        bool isListed = false;
        foreach (string name in _format.Roots)
        {
            if (table.Symbols.AddressOf(Encoding.ASCII.GetBytes(name)) is not ulong address)
                continue;
            isListed = true;
            var root = (long)(address - _origin);
            if ((Try(root, UsualStarts) ?? Try(root, shape => Starts(root, shape))) is { } walk)
                return walk;
        }
        return isListed ? null : FindUnlisted(table.Range);
    }

    // A table of functions does not list them; they lie among the kernel's data.
    PageWalk? FindUnlisted((long Start, long End) kernel)
    {
        foreach ((long from, long to) in _memory.Known(kernel.Start, Math.Min(kernel.End + Reach, _memory.Length) - kernel.Start))
        {
            for (long root = (from + Page - 1) / Page * Page; root + Page <= to; root += Page)
            {
                if (Try(root, UsualStarts) is { } walk)
                    return walk;
            }
        }
        return null;
    }

    PageWalk? Try(long root, Func<PageTableShape, IEnumerable<ulong>> starts)
    {
        foreach (PageTableShape shape in _format.Shapes)
        {
            foreach (ulong start in starts(shape))
            {
                var walk = new PageWalk(_tables, start, shape, root) { Hole = _hole, Upper = _format.Upper };
                if (Array.TrueForAll(_functions, function => walk.Translate(function) == (long)(function - _origin)))
                    return walk;
            }
        }
        return null;
    }

    // A dump with headers gives the address of each byte.
    IEnumerable<ulong> UsualStarts(PageTableShape shape) => _memory.IsMachineMemory ? [0] : _format.MemoryStart;

    // Possible starts of memory, given that the first table's target lies in it.
    IEnumerable<ulong> Starts(long root, PageTableShape shape)
    {
        int top = shape.IndexBits.Length - 1;
        int shift = shape.PageBits + shape.IndexBits[..top].Sum();
        ulong index = _functions[0] >> shift & (1UL << shape.IndexBits[top]) - 1;
        if (_memory.IsMachineMemory || _tables.Entry(root + (long)index * 8) is not ulong raw || shape.Entry(raw, top) is not { } entry)
            yield break;
        ulong lowest = entry.Address - Math.Min(entry.Address, (ulong)_memory.Length);
        for (ulong start = entry.Address & ~(ulong)(Step - 1); start >= lowest; start -= Step)
        {
            yield return start;
            if (start == 0)
                yield break;
        }
    }

    // Two in the middle, since what exists only at boot comes first or last.
    static ulong[] Functions(SymbolList symbols)
    {
        ulong? first = null;
        for (int i = symbols.Count / 4; i < symbols.Count; i++)
        {
            if (symbols.Types[i] is not (byte)'T')
                continue;
            if (first is ulong known && symbols.Addresses[i] - known >= Apart)
                return [known, symbols.Addresses[i]];
            first ??= symbols.Addresses[i];
        }
        return first is ulong only ? [only] : [];
    }
}
