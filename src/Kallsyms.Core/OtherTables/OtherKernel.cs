using Kallsyms.Elf;
using Kallsyms.OtherTables.Parts;
using Kallsyms.OtherTables.Xen;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables;

/// <summary>A kernel that is not Linux and reads a table of its own.</summary>
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

    /// <summary>The kernel that has a layout of this name; null: none has.</summary>
    public static OtherKernel? Find(string? layout) => Array.IndexOf(_names, layout) is >= 0 and int kernel ? (OtherKernel)kernel : null;

    /// <summary>The name of the kernel's layout.</summary>
    public static string Name(this OtherKernel kernel) => _names[(int)kernel];

    /// <summary>Writes the table as a source for the kernel's own build.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="text">Where to.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="allSymbols">Of Xen, all symbols and not those of text alone.</param>
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

    /// <summary>The table as bytes.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="allSymbols">As above.</param>
    /// <exception cref="KallsymsException">The image has no symbols for it.</exception>
    public static OtherTable Build(this OtherKernel kernel, ElfFile image, bool allSymbols) => kernel switch
    {
        OtherKernel.Nuttx => NuttxTable.Build(image),
        OtherKernel.Zephyr => ZephyrTable.Build(image),
        _ => XenImage.Build(image, allSymbols),
    };

    /// <summary>A table without symbols, for an image that is not linked yet.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">The machine.</param>
    /// <param name="objects">Files that it is linked from.</param>
    public static OtherTable Empty(this OtherKernel kernel, ElfTarget target, IEnumerable<string> objects) => kernel switch
    {
        OtherKernel.Nuttx => NuttxTable.Empty(target.Format),
        OtherKernel.Zephyr => ZephyrTable.Empty(target.Format),
        _ => XenImage.Empty(target, objects),
    };

    /// <summary>A table as large as an image will need, which is not linked yet; null: it depends on its addresses.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">The machine.</param>
    /// <param name="objects">Files that it is linked from.</param>
    /// <param name="symbols">The symbols that it will have; for Xen local ones behind their source file, otherwise functions alone.</param>
    /// <param name="allSymbols">Of Xen, all symbols and not those of text alone.</param>
    public static OtherTable? Estimate(
        this OtherKernel kernel, ElfTarget target, IEnumerable<string> objects, SymbolList symbols, bool allSymbols) =>
        symbols.Count == 0 ? null : kernel switch
        {
            OtherKernel.Nuttx => NuttxTable.Estimate(target.Format, symbols),
            OtherKernel.Zephyr => ZephyrTable.Estimate(target.Format, symbols),
            _ => allSymbols ? XenImage.Estimate(target, objects, symbols) : null,
        };
}
