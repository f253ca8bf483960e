using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild;

/// <summary>An object with nothing in it but the kernel's type data.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Word size and byte order.</param>
/// <param name="Header">Its header.</param>
/// <param name="Section">The section with the data.</param>
/// <param name="Data">The data.</param>
sealed record BtfObject(string Path, ElfFormat Format, ElfHeader Header, ElfSection Section, byte[] Data)
{
    /// <summary>The data's section, in objects and in images.</summary>
    public const string SectionName = ".BTF";

    /// <summary>Reads one; null where the file is none, or a killed build left it unfinished.</summary>
    public static BtfObject? Find(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using ElfFile file = ElfFile.Open(path);
            // The null section, the data, the sections' names.
            return file.Header.Type == ElfType.Relocatable && file.Sections.Count == 3 && file.FindSection(SectionName) is { } section
                ? new(path, file.Format, file.Header, section, file.Read(section)) : null;
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    /// <summary>Linked in the place of the other, it makes the same image, but for the data, if the data has that size.</summary>
    public bool HasFormOf(BtfObject other) => IsLike(other.Format, other.Header)
        && (Section.Type, Section.Flags, Section.Alignment, Section.EntrySize, Section.Index)
            == (other.Section.Type, other.Section.Flags, other.Section.Alignment, other.Section.EntrySize, other.Section.Index);

    /// <summary>It says of the machine what an image says.</summary>
    public bool IsLike(ElfFormat format, ElfHeader header) =>
        Format == format && (Header.Machine, Header.Flags, Header.OsAbi) == (header.Machine, header.Flags, header.OsAbi);
}
