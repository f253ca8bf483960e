using System.Text;
using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// The text that a script gets in the place of a table: its labels without contents, so that it is assembled in no time, and a number that
/// tells the linker's stand-in which list it stands for. All of them have the same symbols and the same size.
/// </summary>
static class TableMarker
{
    const string Section = ".kallsyms_stand_in";

    /// <summary>The text for the list with a number.</summary>
    public static string Text(int number)
    {
        var text = new StringBuilder("\t.section .rodata, \"a\"\n");
        for (int part = 0; part < SubTables.Count; part++)
            text.Append($".globl {((SubTable)part).Label()}\n{((SubTable)part).Label()}:\n");
        return text.Append($"\t.section {Section}\n\t.long {number}\n").ToString();
    }

    /// <summary>Whether a file is an object that carries a table, and the number where it is one of ours; -1 where it is not.</summary>
    public static int? Find(string path)
    {
        if (!path.EndsWith(".o", StringComparison.Ordinal) || !File.Exists(path))
            return null;
        using ByteSource source = ByteSource.OpenFile(path);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile file = ElfFile.Parse(source);
        if (file.Header.Type != ElfType.Relocatable)
            return null;
        if (file.FindSection(Section) is { } marked)
            return (int)file.Format.U32(file.Read(marked), 0);
        return IsTable(file) ? -1 : null;
    }

    /// <summary>What a table object is like that the script's own assembler makes.</summary>
    public static ElfTarget Target(string path)
    {
        using ElfFile file = ElfFile.Open(path);
        return ElfTarget.LikeAssembled(file);
    }

    // Only small symbol tables are looked at: a table has no symbols but its labels.
    static bool IsTable(ElfFile file)
    {
        const int most = 64;
        if (file.ReadSymbols() is not { Count: <= most } symbols)
            return false;
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols[i].Section != SectionIndex.Undefined && symbols.Name(symbols[i].NameOffset).SequenceEqual("kallsyms_token_table"u8))
                return true;
        }
        return false;
    }
}
