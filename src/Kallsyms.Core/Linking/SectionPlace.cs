using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>A section of an image, as the linker placed it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address of its first byte.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Alignment">Its alignment in bytes; 1 if there is none.</param>
readonly record struct SectionPlace(string Name, ulong Address, ulong Size, ulong Alignment)
{
    /// <summary>The address after its last byte.</summary>
    public ulong End => Address + Size;

    /// <summary>The sections of an image that are loaded, in address order.</summary>
    public static SectionPlace[] Of(ElfFile image) => image.Sections
        .Where(section => (section.Flags & SectionFlags.Alloc) != 0)
        .Select(section => new SectionPlace(section.Name, section.Address, (ulong)section.Size, Math.Max(section.Alignment, 1)))
        .OrderBy(section => section.Address).ToArray();

    /// <summary>True when the address lies inside.</summary>
    public bool Covers(ulong address) => address - Address < Size;
}
