using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>A table object that a script gives its linker.</summary>
/// <param name="Path">The object.</param>
sealed record GivenTable(string Path)
{
    /// <summary>Looks at an argument of the linker's; null when it is no table object.</summary>
    public static GivenTable? Find(string word)
    {
        if (word.StartsWith('-') || FileStatus.Of(word) is not { Kind: FileKind.Regular })
            return null;
        using ByteSource source = ByteSource.OpenFile(word);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile file = ElfFile.Parse(source);
        return file.Header.Type == ElfType.Relocatable && IsTable(file) ? new(word) : null;
    }

    /// <summary>What a table object is like that the script's own assembler makes.</summary>
    public ElfTarget Target()
    {
        using ElfFile file = ElfFile.Open(Path);
        return ElfTarget.LikeAssembled(file);
    }

    /// <summary>What it takes in an image: two tables with the same have everything else at the same addresses.</summary>
    public string Room()
    {
        using ElfFile file = ElfFile.Open(Path);
        return string.Join(' ', file.Sections.Where(section => (section.Flags & SectionFlags.Alloc) != 0)
            .Select(section => $"{section.Name} {section.Size} {section.Alignment}"));
    }

    /// <summary>An object of its kind with its labels and nothing else; null where it has none.</summary>
    public ElfObject? Labels()
    {
        using ElfFile file = ElfFile.Open(Path);
        return AssembledTable.LabelsOf(file) is var (home, labels)
            ? new(ElfTarget.LikeAssembled(file), home.Name, (int)home.Alignment, new byte[home.Size], labels, []) : null;
    }

    /// <summary>What the object puts into an image; null when that is not understood.</summary>
    public TableListing? Read()
    {
        using ElfFile file = ElfFile.Open(Path);
        return AssembledTable.Read(file);
    }

    // A table has no names that other objects can see but those of its few labels; they come last.
    static bool IsTable(ElfFile file)
    {
        const int most = 64;
        ElfSection? table = file.Sections.FirstOrDefault(section => section.Type == SectionType.SymbolTable);
        if (table is null || table.Info < 1 || table.Size / file.Format.SymbolSize - table.Info is < 0 or > most
            || file.ReadSymbols() is not { } symbols)
        {
            return false;
        }
        for (int i = table.Info; i < symbols.Count; i++)
        {
            if (symbols[i].Section != SectionIndex.Undefined && symbols.Name(symbols[i].NameOffset).SequenceEqual("kallsyms_names"u8))
                return true;
        }
        return false;
    }
}
