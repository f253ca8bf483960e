using Kallsyms.Elf;
using Kallsyms.OtherTables.Parts;
using Kallsyms.OtherTables.Xen;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables;

/// <summary>A kernel that is not Linux and reads a table of its own.</summary>
/// <param name="Name">The name of its layout.</param>
sealed record OtherKernel(string Name)
{
    /// <summary>The hypervisor; NuttX with CONFIG_ALLSYMS; Zephyr with CONFIG_SYMTAB.</summary>
    public static IReadOnlyList<OtherKernel> All { get; } =
    [
        new("xen")
        {
            WriteSource = XenImage.WriteSource,
            Build = XenImage.Build,
            Empty = XenImage.Empty,
            Estimate = (target, objects, symbols, all) => all ? XenImage.Estimate(target, objects, symbols) : null,
        },
        new("nuttx")
        {
            ListsFunctionsAlone = true,
            WriteSource = (text, image, _) => NuttxTable.WriteSource(text, image),
            Build = (image, _) => NuttxTable.Build(image),
            Empty = (target, _) => NuttxTable.Empty(target.Format),
            Estimate = (target, _, symbols, _) => NuttxTable.Estimate(target.Format, symbols),
        },
        new("zephyr")
        {
            ListsFunctionsAlone = true,
            WriteSource = (text, image, _) => ZephyrTable.WriteSource(text, image),
            Build = (image, _) => ZephyrTable.Build(image),
            Empty = (target, _) => ZephyrTable.Empty(target.Format),
            Estimate = (target, _, symbols, _) => ZephyrTable.Estimate(target.Format, symbols),
        },
    ];

    /// <summary>The kernel that has a layout of this name; null: none has.</summary>
    public static OtherKernel? Find(string? layout) => All.FirstOrDefault(kernel => kernel.Name == layout);

    /// <summary>No other symbols are in its table.</summary>
    public bool ListsFunctionsAlone { get; private init; }

    /// <summary>
    /// Writes the table of a linked image as a source for the kernel's own build; true: of Xen, all symbols and not those of text alone.
    /// Throws where the image has no symbols for it.
    /// </summary>
    public required Action<TextWriter, ElfFile, bool> WriteSource { get; init; }

    /// <summary>The table of a linked image as bytes; the rest as for <see cref="WriteSource"/>.</summary>
    public required Func<ElfFile, bool, OtherTable> Build { get; init; }

    /// <summary>A table without symbols, for an image that is to be linked from these files.</summary>
    public required Func<ElfTarget, IEnumerable<string>, OtherTable> Empty { get; init; }

    /// <summary>
    /// A table as large as an image that is to be linked from these files will need for the symbols that it will have (where not functions
    /// alone, local ones behind their source file); null: that depends on its addresses.
    /// </summary>
    public required Func<ElfTarget, IEnumerable<string>, SymbolList, bool, OtherTable?> Estimate { get; init; }
}
