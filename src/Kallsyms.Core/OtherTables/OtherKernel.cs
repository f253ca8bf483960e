using Kallsyms.Elf;
using Kallsyms.OtherTables.Parts;
using Kallsyms.OtherTables.Xen;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables;

/// <summary>A kernel other than Linux that reads a table of its own.</summary>
enum OtherKernel
{
    /// <summary>The hypervisor.</summary>
    Xen,

    /// <summary>NuttX with CONFIG_ALLSYMS.</summary>
    Nuttx,

    /// <summary>Zephyr with CONFIG_SYMTAB.</summary>
    Zephyr,
}

/// <summary>The tables of these kernels.</summary>
static class OtherKernels
{
    static readonly string[] _names = ["xen", "nuttx", "zephyr"];

    /// <summary>The names of their layouts.</summary>
    public static IReadOnlyList<string> Names => _names;

    /// <summary>Returns the kernel with a layout of this name, or null.</summary>
    public static OtherKernel? Find(string? layout) => Array.IndexOf(_names, layout) is >= 0 and int kernel ? (OtherKernel)kernel : null;

    /// <summary>Returns the name of the kernel's layout.</summary>
    public static string Name(this OtherKernel kernel) => _names[(int)kernel];

    /// <summary>Writes the table as a source for the kernel's own build.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="text">The output.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="allSymbols">For Xen, whether to list all symbols rather than only those of text.</param>
    /// <exception cref="KallsymsException">The image has no symbols for it.</exception>
    public static void WriteSource(this OtherKernel kernel, TextWriter text, ElfFile image, bool allSymbols)
    {
        if (kernel == OtherKernel.Nuttx)
            NuttxTable.WriteSource(text, image);
        else if (kernel == OtherKernel.Zephyr)
            ZephyrTable.WriteSource(text, image);
        else
            XenImage.WriteSource(text, image, allSymbols);
    }

    /// <summary>Returns the table as bytes.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="allSymbols">For Xen, whether to list all symbols rather than only those of text.</param>
    /// <exception cref="KallsymsException">The image has no symbols for it.</exception>
    public static OtherTable Build(this OtherKernel kernel, ElfFile image, bool allSymbols) => kernel switch
    {
        OtherKernel.Nuttx => NuttxTable.Build(image),
        OtherKernel.Zephyr => ZephyrTable.Build(image),
        _ => XenImage.Build(image, allSymbols),
    };

    /// <summary>Returns a table without symbols, for an image that is not linked yet.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">The machine.</param>
    /// <param name="objects">The object files that it is linked from.</param>
    public static OtherTable Empty(this OtherKernel kernel, ElfTarget target, IEnumerable<string> objects) => kernel switch
    {
        OtherKernel.Nuttx => NuttxTable.Empty(target.Format),
        OtherKernel.Zephyr => ZephyrTable.Empty(target.Format),
        _ => XenImage.Empty(target, objects),
    };

    /// <summary>Returns a table as large as a future image will need; null if that depends on its addresses.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">The machine.</param>
    /// <param name="objects">The object files that it is linked from.</param>
    /// <param name="symbols">The expected symbols: for Xen, local ones prefixed with their source file; otherwise only functions.</param>
    /// <param name="allSymbols">For Xen, whether to list all symbols rather than only those of text.</param>
    public static OtherTable? Estimate(
        this OtherKernel kernel, ElfTarget target, IEnumerable<string> objects, SymbolList symbols, bool allSymbols) =>
        symbols.Count == 0 ? null : kernel switch
        {
            OtherKernel.Nuttx => NuttxTable.Estimate(target.Format, symbols),
            OtherKernel.Zephyr => ZephyrTable.Estimate(target.Format, symbols),
            _ => allSymbols ? XenImage.Estimate(target, objects, symbols) : null,
        };
}
