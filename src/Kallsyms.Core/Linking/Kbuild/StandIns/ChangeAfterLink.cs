using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>What a script put into an image after its link.</summary>
static class ChangeAfterLink
{
    // A flag that a sorter of tables clears, for example.
    const int FewBytes = 8;

    // What every kernel's script fills in or sorts.
    static readonly string[] _usual =
        ["__ex_table", "__mcount_loc", ".orc_unwind", ".orc_unwind_ip", ".orc_lookup", ".rela.dyn", ".BTF_ids"];

    /// <summary>Names what has been added or changed and came from elsewhere; null: nothing.</summary>
    /// <param name="linked">The image as the linker made it.</param>
    /// <param name="finished">What became of it.</param>
    public static string? Find(string linked, string finished)
    {
        using ByteSource bytes = ByteSource.OpenFile(finished);
        if (!ElfFile.IsElf(bytes))
            return "another format";
        var now = ElfFile.Parse(bytes);
        using ElfFile before = ElfFile.Open(linked);
        ILookup<string, ElfSection> known = before.Sections.ToLookup(section => section.Name);
        bool IsKnown(ElfSection section) => known[section.Name].Any(old => IsSame(before, old, now, section));
        return now.Sections.FirstOrDefault(section => IsContents(section) && !IsKnown(section))?.Name
            ?? (Trailing(now) > 0 && Trailing(now) != Trailing(before) ? "what follows its sections" : null);
    }

    // Debug data is packed, or goes away.
    static bool IsContents(ElfSection section) =>
        section.Type is not (SectionType.Null or SectionType.SymbolTable or SectionType.StringTable) && !_usual.Contains(section.Name)
        && !TypeLetter.IsDebugging(section);

    static bool IsSame(ElfFile before, ElfSection old, ElfFile now, ElfSection section) => old.Size == section.Size
        && (section.Type == SectionType.NoBits || Differences(before.Read(old), now.Read(section)) <= FewBytes);

    static int Differences(byte[] one, byte[] other) =>
        one.AsSpan().SequenceEqual(other) ? 0 : one.Zip(other).Count(pair => pair.First != pair.Second);

    static long Trailing(ElfFile file)
    {
        const int alignment = 16;
        long end = file.Sections.Where(section => section.Type != SectionType.NoBits).Max(section => section.Offset + section.Size);
        long headers = file.Sections.Count * file.Format.SectionHeaderSize;
        return Math.Max(0, file.Source.Length - end - headers - alignment);
    }
}
