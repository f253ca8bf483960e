using Kallsyms.Elf;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>An image as its loader leaves it in memory, somewhere else than where it was linked for: for machines that cannot run here.</summary>
sealed class LoadedImage
{
    const ulong Load = 1; // PT_LOAD
    const SectionType Relr = (SectionType)19; // SHT_RELR

    readonly ElfFile _file;
    readonly Dictionary<ulong, byte> _memory = [];
    readonly ulong _bias;

    public LoadedImage(ElfFile file, ulong bias)
    {
        (_file, _bias) = (file, file.Header.Type == ElfType.Shared ? bias : 0);
        foreach (ElfSegment segment in file.Segments.Where(segment => segment.Type == Load))
        {
            byte[] bytes = file.Source.Read(segment.Offset, segment.FileSize);
            for (int i = 0; i < bytes.Length; i++)
                _memory[segment.Address + (uint)i] = bytes[i];
        }
        foreach (ElfSection section in file.Sections.Where(section => (section.Flags & SectionFlags.Alloc) != 0))
        {
            if (section.Type is SectionType.Rela or SectionType.Rel)
                Relocate(section);
            else if (section.Type == Relr)
                RelocateCompact(section);
        }
    }

    /// <summary>The addresses in its table, counted from where it was linked for.</summary>
    /// <param name="label">Where the sub-tables are.</param>
    /// <param name="wideCounters">num_syms is address-sized.</param>
    /// <param name="direct">32-bit entries are addresses, not distances.</param>
    public IEnumerable<ulong> Table(Func<SubTable, ulong?> label, bool wideCounters, bool direct)
    {
        ulong counter = label(SubTable.NumSyms)!.Value;
        uint count = wideCounters ? (uint)Word(counter) : U32(counter);
        for (uint i = 0; i < count; i++)
        {
            ulong address;
            if (label(SubTable.Addresses) is ulong addresses)
                address = Word(addresses + i * (uint)_file.Format.WordSize);
            else if (label(SubTable.RelativeBase) is ulong start)
                address = Word(start) + U32(label(SubTable.Offsets)!.Value + i * 4);
            else if (direct)
                address = U32(label(SubTable.Offsets)!.Value + i * 4);
            else
                address = Place(label(SubTable.Offsets)!.Value + i * 4);
            yield return (address - _bias) & _file.Format.WordMask;
        }

        ulong Place(ulong slot) => slot + _bias + (ulong)(int)U32(slot);
    }

    void Relocate(ElfSection section)
    {
        uint relative = _file.Header.Machine.Row().RequireRelocations(_file.Format, _file.Header.Flags).Relative;
        foreach (ElfRelocation entry in _file.ReadRelocations(section))
        {
            if (entry.Type == relative)
                Put(entry.Offset, _bias + (section.Type == SectionType.Rela ? (ulong)entry.Addend : Word(entry.Offset)));
        }
    }

    // An address, then bitmaps of the words behind it: generic ABI, "SHT_RELR".
    void RelocateCompact(ElfSection section)
    {
        byte[] entries = _file.Read(section);
        int size = _file.Format.WordSize;
        ulong next = 0;
        for (int at = 0; at < entries.Length; at += size)
        {
            ulong entry = _file.Format.Word(entries, at);
            if ((entry & 1) == 0)
            {
                Put(entry, Word(entry) + _bias);
                next = entry + (uint)size;
                continue;
            }
            for (int bit = 1; bit < size * 8; bit++, next += (uint)size)
            {
                if ((entry >> bit & 1) != 0)
                    Put(next, Word(next) + _bias);
            }
        }
    }

    byte[] Bytes(ulong address, int count)
    {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++)
            Assert.True(_memory.TryGetValue(address + (uint)i, out bytes[i]), $"nothing is loaded at 0x{address:x}");
        return bytes;
    }

    uint U32(ulong address) => _file.Format.U32(Bytes(address, 4), 0);

    ulong Word(ulong address) => _file.Format.Word(Bytes(address, _file.Format.WordSize), 0);

    void Put(ulong address, ulong value)
    {
        var bytes = new byte[_file.Format.WordSize];
        _file.Format.PutWord(bytes, 0, value & _file.Format.WordMask);
        for (int i = 0; i < bytes.Length; i++)
            _memory[address + (uint)i] = bytes[i];
    }
}
