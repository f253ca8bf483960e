using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Layers;

namespace Kallsyms.Sources;

/// <summary>The kind of an input.</summary>
public enum SourceKind
{
    /// <summary>A list of symbols as text.</summary>
    List,

    /// <summary>An ELF image whose symbol table has the kallsyms labels: a vmlinux as it was linked.</summary>
    LabelledElf,

    /// <summary>An ELF image with a symbol table but without those labels, as kallsyms elf writes.</summary>
    ElfWithSymbols,

    /// <summary>An ELF image without a symbol table.</summary>
    StrippedElf,

    /// <summary>An ELF file containing a packed kernel, such as a boot wrapper or loader, with or without symbols of its own.</summary>
    Wrapper,

    /// <summary>Any other container: bzImage, zImage, boot.img, uImage, FIT, a compressed file.</summary>
    Packed,

    /// <summary>The plain bytes of a kernel, or of memory.</summary>
    Flat,

    /// <summary>A memory dump with headers: an ELF core, LiME, AVML, kdump-compressed (flattened or not), or a QEMU stream.</summary>
    Dump,

    /// <summary>A program, firmware or other image with a table in the layout image.</summary>
    Program,
}

/// <summary>Names and recognises kinds.</summary>
static class SourceKinds
{
    /// <summary>Returns the kind of an image.</summary>
    public static SourceKind Of(KernelImage image)
    {
        IReadOnlyList<Layer> chain = image.Chosen.Layers;
        bool elf = chain[0].IsElf;
        if (image.Image.Bytes.IsMachineMemory)
            return SourceKind.Dump;
        if (chain.Count > 1)
            return elf ? SourceKind.Wrapper : SourceKind.Packed;
        if (!elf)
            return SourceKind.Flat;
        if (image.Chosen.ReadElf() is not { } file)
            return SourceKind.StrippedElf;
        return image.Table is { IsLabelled: true } ? SourceKind.LabelledElf
            : file.Sections.Any(section => section.Type == SectionType.SymbolTable) ? SourceKind.ElfWithSymbols
            : SourceKind.StrippedElf;
    }
}
