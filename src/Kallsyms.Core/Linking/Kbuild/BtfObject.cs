using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild;

/// <summary>An object that contains only the kernel's type data.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its word size and byte order.</param>
/// <param name="Header">Its header.</param>
/// <param name="Section">The section with the data.</param>
/// <param name="Data">The data.</param>
sealed record BtfObject(string Path, ElfFormat Format, ElfHeader Header, ElfSection Section, byte[] Data)
{
    /// <summary>The name of the data's section, in objects and in images.</summary>
    public const string SectionName = ".BTF";

    /// <summary>Reads an object; null if the file is not one, or a killed build left it unfinished.</summary>
    public static BtfObject? Find(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using ElfFile file = ElfFile.Open(path);
            // The null section, the data, the section names.
            return file.Header.Type == ElfType.Relocatable && file.Sections.Count == 3 && file.FindSection(SectionName) is { } section
                ? new(path, file.Format, file.Header, section, file.Read(section)) : null;
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    /// <summary>Whether linking it instead of the other gives the same image except for the data, provided that the sizes match.</summary>
    public bool HasFormOf(BtfObject other) => IsLike(other.Format, other.Header)
        && (Section.Type, Section.Flags, Section.Alignment, Section.EntrySize, Section.Index)
            == (other.Section.Type, other.Section.Flags, other.Section.Alignment, other.Section.EntrySize, other.Section.Index);

    /// <summary>Whether it is for the same machine as an image.</summary>
    public bool IsLike(ElfFormat format, ElfHeader header) =>
        Format == format && (Header.Machine, Header.Flags, Header.OsAbi) == (header.Machine, header.Flags, header.OsAbi);
}
