using System.Text;
using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Tests.Fixtures;

/// <summary>
/// A linked image made by hand, so that every kind of relocation can be had in every word size and byte order: .rodata with the room for a
/// table, .symtab, and relocation sections as asked for.
/// </summary>
sealed class LinkedImage
{
    public const ulong RodataAddress = 0x20000;
    public const ulong Text = 0x10000;
    const int Rodata = 1;

    readonly ElfFormat _format;
    readonly ElfMachine _machine;
    readonly List<(string Name, SectionType Type, SectionFlags Flags, ulong Address, int Link, int Info, long EntrySize, byte[] Bytes)> _sections = [];

    public LinkedImage(ElfFormat format, ElfMachine machine, TableSpec spec, TableSizes room, byte fill = 0)
    {
        (_format, _machine) = (format, machine);
        (int[] offsets, int end) = room.Place(spec);
        var rodata = new byte[end];
        rodata.AsSpan().Fill(fill);
        _sections.Add(("", SectionType.Null, 0, 0, 0, 0, 0, []));
        _sections.Add((".rodata", SectionType.ProgBits, SectionFlags.Alloc, RodataAddress, 0, 0, 0, rodata));
        Offsets = offsets;
        AddSymbols(spec);
    }

    /// <summary>Where each sub-table starts, from the start of .rodata.</summary>
    public int[] Offsets { get; }

    public ulong AddressOf(SubTable part) => RodataAddress + (ulong)Offsets[(int)part];

    /// <summary>Puts a word into .rodata.</summary>
    public void PutWord(ulong address, ulong value) => _format.PutWord(_sections[Rodata].Bytes, (int)(address - RodataAddress), value);

    /// <summary>Adds a SHT_RELA section: in memory (dynamic), or kept by --emit-relocs for .rodata.</summary>
    public void AddRela(bool dynamic, params ElfRelocation[] entries)
    {
        int size = _format.RelocationSize(withAddend: true);
        var bytes = new byte[entries.Length * size];
        for (int i = 0; i < entries.Length; i++)
            RelocationRecord.Write(_format, _machine.Row(), bytes.AsSpan(i * size, size), entries[i], withAddend: true);
        _sections.Add((dynamic ? ".rela.dyn" : ".rela.rodata", SectionType.Rela, dynamic ? SectionFlags.Alloc : 0, dynamic ? 0x30000u : 0u,
            2, dynamic ? 0 : Rodata, size, bytes));
    }

    /// <summary>The relocations of the section that <see cref="AddRela"/> added last, read from a file.</summary>
    public static ElfRelocation[] ReadRela(ElfFile image) => image.ReadRelocations(image.Sections.Last(section => section.Type == SectionType.Rela));

    public string Save(string path)
    {
        File.WriteAllBytes(path, Assemble());
        return path;
    }

    void AddSymbols(TableSpec spec)
    {
        var names = new List<byte> { 0 };
        var table = new byte[(spec.Order.Length + 2) * _format.SymbolSize];
        void Put(int index, string name, ulong value)
        {
            Span<byte> raw = table.AsSpan(index * _format.SymbolSize, _format.SymbolSize);
            _format.PutU32(raw, 0, (uint)names.Count);
            names.AddRange(Encoding.ASCII.GetBytes(name));
            names.Add(0);
            int info = _format.Is64 ? 4 : 12;
            raw[info] = 0x10;
            _format.PutU16(raw, info + 2, Rodata);
            _format.PutWord(raw, _format.Is64 ? 8 : 4, value);
        }
        Put(1, "_text", Text);
        for (int i = 0; i < spec.Order.Length; i++)
            Put(i + 2, spec.Order[i].Label(), AddressOf(spec.Order[i]));
        _sections.Add((".symtab", SectionType.SymbolTable, 0, 0, 3, 1, _format.SymbolSize, table));
        _sections.Add((".strtab", SectionType.StringTable, 0, 0, 0, 0, 0, [.. names]));
    }

    byte[] Assemble()
    {
        var names = new List<byte>();
        int[] nameOffsets = [.. _sections.Select(section =>
        {
            int at = names.Count;
            names.AddRange(Encoding.ASCII.GetBytes(section.Name));
            names.Add(0);
            return at;
        })];
        nameOffsets = [.. nameOffsets, names.Count];
        names.AddRange("names\0"u8);
        var all = _sections.ToList();
        all.Add(("names", SectionType.StringTable, 0, 0, 0, 0, 0, names.ToArray()));
        var file = new List<byte>(new byte[_format.HeaderSize]);
        var offsets = new List<long>();
        foreach (var section in all)
        {
            while (file.Count % 8 != 0)
                file.Add(0);
            offsets.Add(file.Count);
            file.AddRange(section.Bytes);
        }
        while (file.Count % 8 != 0)
            file.Add(0);
        int headers = file.Count;
        byte[] bytes = [.. file, .. new byte[all.Count * _format.SectionHeaderSize]];
        for (int i = 0; i < all.Count; i++)
        {
            (_, SectionType type, SectionFlags flags, ulong address, int link, int info, long entrySize, byte[] contents) = all[i];
            var header = new ElfSection(i, "", type, flags, address, i == 0 ? 0 : offsets[i], contents.Length, link, info, 8, entrySize);
            SectionRecord.Write(_format, bytes.AsSpan(headers + i * _format.SectionHeaderSize, _format.SectionHeaderSize), header, (uint)nameOffsets[i]);
        }
        ReadOnlySpan<byte> ident = [0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(_format.Is64 ? 2 : 1), (byte)(_format.BigEndian ? 2 : 1), 1];
        ident.CopyTo(bytes);
        int word = _format.WordSize;
        _format.PutU16(bytes, 16, (ushort)ElfType.Shared);
        _format.PutU16(bytes, 18, (ushort)_machine);
        _format.PutWord(bytes, 24 + 2 * word, (ulong)headers);
        int tail = 24 + 3 * word;
        _format.PutU16(bytes, tail + 4, (ushort)_format.HeaderSize);
        _format.PutU16(bytes, tail + 10, (ushort)_format.SectionHeaderSize);
        _format.PutU16(bytes, tail + 12, (ushort)all.Count);
        _format.PutU16(bytes, tail + 14, (ushort)(all.Count - 1));
        return bytes;
    }
}
