using System.Text;
using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// A table object that a script gives its linker: one that the tree's own tools made, or one that stands for it. The latter is what the
/// script assembled of a short table and a number, which tells for which list it stands; so all of them are made in no time and have the
/// same symbols and the same size, and whatever the script does to a table on its way to the linker is seen.
/// </summary>
/// <param name="Path">The object.</param>
/// <param name="Number">The number; null: it is the tree's own.</param>
sealed record GivenTable(string Path, int? Number)
{
    const string Section = ".kallsyms_stand_in";

    /// <summary>
    /// The text that stands for the table of the list with a number, which comes first: what a script adds at the end belongs to the table.
    /// </summary>
    /// <param name="sample">The text of a short table.</param>
    /// <param name="number">The number.</param>
    public static byte[] Text(byte[] sample, int number) =>
        [.. Encoding.ASCII.GetBytes($"\t.section {Section}\n\t.long {number}\n"), .. sample];

    /// <summary>Whether a file is such a text.</summary>
    public static bool IsText(string file) => InputFile.ReadLines(file).Any(line => line.Contains(Section, StringComparison.Ordinal));

    /// <summary>Looks at an argument of the linker's; null when it is no table object.</summary>
    public static GivenTable? Find(string word)
    {
        if (word.StartsWith('-') || !File.Exists(word))
            return null;
        using ByteSource source = ByteSource.OpenFile(word);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile file = ElfFile.Parse(source);
        if (file.Header.Type != ElfType.Relocatable)
            return null;
        if (file.FindSection(Section) is { Size: >= sizeof(int) } marked)
            return new(word, (int)file.Format.U32(file.Read(marked), 0));
        return IsTable(file) ? new(word, null) : null;
    }

    /// <summary>What a table object is like that the script's own assembler makes.</summary>
    public ElfTarget Target()
    {
        using ElfFile file = ElfFile.Open(Path);
        return ElfTarget.LikeAssembled(file);
    }

    /// <summary>What the object puts into an image; null when that is not understood.</summary>
    public TableListing? Read()
    {
        using ElfFile file = ElfFile.Open(Path);
        return AssembledTable.Read(file, Section);
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
