namespace Kallsyms.Elf;

/// <summary>Reads and writes section headers as they are in a file.</summary>
static class SectionRecord
{
    public static uint NameOffset(ElfFormat format, ReadOnlySpan<byte> raw) => format.U32(raw, 0);

    public static ElfSection Read(ElfFormat format, ReadOnlySpan<byte> raw, int index)
    {
        int word = format.WordSize;
        int link = 8 + 4 * word;
        return new(
            index, "", (SectionType)format.U32(raw, 4), (SectionFlags)format.Word(raw, 8), format.Word(raw, 8 + word),
            (long)format.Word(raw, 8 + 2 * word), (long)format.Word(raw, 8 + 3 * word), (int)format.U32(raw, link),
            (int)format.U32(raw, link + 4), format.Word(raw, link + 8), (long)format.Word(raw, link + 8 + word));
    }

    public static void Write(ElfFormat format, Span<byte> raw, ElfSection section, uint nameOffset)
    {
        int word = format.WordSize;
        int link = 8 + 4 * word;
        format.PutU32(raw, 0, nameOffset);
        format.PutU32(raw, 4, (uint)section.Type);
        format.PutWord(raw, 8, (ulong)section.Flags);
        format.PutWord(raw, 8 + word, section.Address);
        format.PutWord(raw, 8 + 2 * word, (ulong)section.Offset);
        format.PutWord(raw, 8 + 3 * word, (ulong)section.Size);
        format.PutU32(raw, link, (uint)section.Link);
        format.PutU32(raw, link + 4, (uint)section.Info);
        format.PutWord(raw, link + 8, section.Alignment);
        format.PutWord(raw, link + 8 + word, (ulong)section.EntrySize);
    }
}
