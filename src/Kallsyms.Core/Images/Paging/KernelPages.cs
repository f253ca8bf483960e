using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Paging;

/// <summary>
/// Finds the page tables under which a kernel of a dump runs: those that map its first function where its table says it lies. A copy of a
/// kernel's image, such as in the page cache, has none that do.
/// </summary>
static class KernelPages
{
    const long Page = 4096;
    const long Reach = 8 << 20; // data of a kernel whose table lists functions only goes on behind them

    /// <summary>The tables; null: there are none, or the machine's are not known.</summary>
    /// <param name="memory">Memory by physical address.</param>
    /// <param name="table">The kernel's table.</param>
    /// <param name="format">How the machine's page tables look.</param>
    public static PageWalk? Find(ImageBytes memory, EmbeddedTable table, PageTableFormat format)
    {
        if (table.Origin is not ulong origin || !table.Spec.Format.Is64 || table.Spec.Format.BigEndian || Function(table.Symbols) is not ulong function)
            return null;
        PageWalk? Try(long root)
        {
            foreach ((int pageBits, int addressBits) in format.Shapes)
            {
                var walk = new PageWalk(memory, format, (ulong)root, pageBits, addressBits);
                if (walk.Translate(function) == function - origin)
                    return walk;
            }
            return null;
        }
        foreach (string name in format.Roots)
        {
            if (table.Symbols.AddressOf(System.Text.Encoding.ASCII.GetBytes(name)) is ulong address && Try((long)(address - origin)) is { } walk)
                return walk;
        }
        // A table of functions does not list them; they lie among the kernel's data.
        (long start, long end) = table.Range;
        foreach ((long from, long to) in memory.Known(start, Math.Min(end + Reach, memory.Length) - start))
        {
            for (long root = (from + Page - 1) / Page * Page; root + Page <= to; root += Page)
            {
                if (Try(root) is { } walk)
                    return walk;
            }
        }
        return null;
    }

    // In the middle: what is there only at boot comes first or last.
    static ulong? Function(SymbolList symbols)
    {
        for (int i = symbols.Count / 4; i < symbols.Count; i++)
        {
            if (symbols.Types[i] is (byte)'T')
                return symbols.Addresses[i];
        }
        return null;
    }
}
