using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Sources;

/// <summary>The symbol table of an ELF image that has no table for kallsyms, as kallsyms map lists it.</summary>
/// <param name="Image">The image.</param>
/// <param name="Symbols">
/// Its symbols in the order of a table, with their sizes. Those of an object that is not linked have addresses as if its sections followed
/// each other from 0 on: by itself, each begins at 0.
/// </param>
/// <param name="Ends">Where the sections of such an object end, ascending; empty for other images.</param>
sealed record OwnSymbolTable(ElfFile Image, SymbolList Symbols, ulong[] Ends)
{
    /// <summary>Whether it is an object, which the linker has yet to give addresses.</summary>
    public bool IsUnlinked => Image.Header.Type == ElfType.Relocatable;

    /// <summary>Reads those of a kernel without a table; null if it has none, or they are those of a program around the kernel.</summary>
    /// <exception cref="KallsymsException">The symbol table is damaged.</exception>
    public static OwnSymbolTable? Read(Kernel kernel)
    {
        if (kernel.Image.IsPackedKernel || kernel.ReadElf() is not { } image || image.ReadSymbols() is not { } table)
            return null;
        SymbolList all = SymbolSelection.Map(ElfSymbolReader.ReadWithSizes(image, table), KernelRelease.Newest.Rules);
        ulong[] starts = image.Header.Type == ElfType.Relocatable ? Starts(image) : [];
        SymbolList placed = starts.Length == 0 ? all
            : all.WithAddresses(Enumerable.Range(0, all.Count).Select(i => all.Addresses[i] + StartOf(all.Sections[i], starts)).ToArray());
        int[] defined = Enumerable.Range(0, all.Count).Where(i => !all.IsUndefined(i)).ToArray();
        return defined.Length == 0 ? null
            : new(image, placed.Select(TableOrder.Sort(placed, defined, SortChain.Full)), EndsOf(image, starts));
    }

    static ulong StartOf(int section, ulong[] starts) => (uint)section < (uint)starts.Length ? starts[section] : 0;

    // For each section; those without memory stay at 0.
    static ulong[] Starts(ElfFile image)
    {
        var starts = new ulong[image.Sections.Count];
        ulong at = 0;
        foreach (ElfSection section in image.Sections.Where(IsInMemory))
        {
            ulong mask = Math.Max(section.Alignment, 1) - 1;
            at = at + mask & ~mask;
            starts[section.Index] = at;
            at += (ulong)section.Size;
        }
        return starts;
    }

    static ulong[] EndsOf(ElfFile image, ulong[] starts) => starts.Length == 0 ? []
        : image.Sections.Where(IsInMemory).Select(section => starts[section.Index] + (ulong)section.Size).Order().ToArray();

    static bool IsInMemory(ElfSection section) => section.Flags.HasFlag(SectionFlags.Alloc) && section.Size > 0;
}
