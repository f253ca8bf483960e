namespace Kallsyms.Elf;

/// <summary>Reads and writes relocations as they are in a file.</summary>
static class RelocationRecord
{
    public static ElfRelocation Read(ElfFormat format, MachineRow machine, ReadOnlySpan<byte> raw, bool withAddend)
    {
        int word = format.WordSize;
        ulong offset = format.Word(raw, 0);
        if (!format.Is64)
        {
            uint info = format.U32(raw, word);
            return new(offset, (int)(info >> 8), info & 0xff, withAddend ? (int)format.U32(raw, 2 * word) : 0);
        }
        long addend = withAddend ? (long)format.U64(raw, 16) : 0;
        // A 32-bit symbol and four bytes, the last of which is the type.
        if (machine.SplitsRelocationInfo)
            return new(offset, (int)format.U32(raw, 8), raw[15], addend);
        ulong wide = format.U64(raw, 8);
        return new(offset, (int)(wide >> 32), (uint)wide, addend);
    }

    public static void Write(ElfFormat format, MachineRow machine, Span<byte> raw, ElfRelocation entry, bool withAddend)
    {
        int word = format.WordSize;
        format.PutWord(raw, 0, entry.Offset);
        if (!format.Is64)
        {
            format.PutU32(raw, word, (uint)entry.Symbol << 8 | entry.Type & 0xff);
        }
        else if (machine.SplitsRelocationInfo)
        {
            format.PutU32(raw, 8, (uint)entry.Symbol);
            raw.Slice(12, 3).Clear();
            raw[15] = (byte)entry.Type;
        }
        else
        {
            format.PutU64(raw, 8, (ulong)entry.Symbol << 32 | entry.Type);
        }
        if (withAddend)
            format.PutWord(raw, 2 * word, (ulong)entry.Addend);
    }
}
