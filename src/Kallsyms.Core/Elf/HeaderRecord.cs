namespace Kallsyms.Elf;

/// <summary>The ELF header as bytes (Elf32_Ehdr, Elf64_Ehdr).</summary>
static class HeaderRecord
{
    /// <summary>Writes the fields that do not depend on tables of segments and sections.</summary>
    public static void Write(ElfFormat format, Span<byte> file, ElfHeader header)
    {
        int word = format.WordSize;
        ReadOnlySpan<byte> ident =
        [
            0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(format.Is64 ? 2 : 1), (byte)(format.BigEndian ? 2 : 1), 1, header.OsAbi,
            header.AbiVersion,
        ];
        ident.CopyTo(file);
        format.PutU16(file, 16, (ushort)header.Type);
        format.PutU16(file, 18, (ushort)header.Machine);
        format.PutU32(file, 20, 1);
        format.PutWord(file, 24, header.Entry);
        format.PutU32(file, 24 + 3 * word, header.Flags);
        format.PutU16(file, Counts(format), (ushort)format.HeaderSize);
    }

    /// <summary>Writes the place of the program headers.</summary>
    public static void WriteSegments(ElfFormat format, Span<byte> file, long offset, int count)
    {
        format.PutWord(file, 24 + format.WordSize, (ulong)offset);
        format.PutU16(file, Counts(format) + 2, (ushort)format.SegmentHeaderSize);
        format.PutU16(file, Counts(format) + 4, (ushort)count);
    }

    /// <summary>Writes the place of the section headers.</summary>
    public static void WriteSections(ElfFormat format, Span<byte> file, long offset, int count, int names)
    {
        format.PutWord(file, 24 + 2 * format.WordSize, (ulong)offset);
        format.PutU16(file, Counts(format) + 6, (ushort)format.SectionHeaderSize);
        format.PutU16(file, Counts(format) + 8, (ushort)count);
        format.PutU16(file, Counts(format) + 10, (ushort)names);
    }

    // e_ehsize, after ident, type, machine, version, three words and flags.
    static int Counts(ElfFormat format) => 28 + 3 * format.WordSize;
}
