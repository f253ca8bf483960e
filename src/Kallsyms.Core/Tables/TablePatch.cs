using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>
/// Puts a table into an image linked with room for it: the sub-tables themselves, and every relocation that the linker left behind and
/// whose value depends on them.
/// </summary>
static class TablePatch
{
    /// <summary>Returns the bytes to replace.</summary>
    /// <param name="labels">The image, linked with a placeholder.</param>
    /// <param name="table">The table to write.</param>
    /// <param name="room">The room that the placeholder reserved.</param>
    /// <param name="anchor">The address, in this image, of the symbol that the placeholder's relocations refer to.</param>
    public static ImagePatch Make(TableLabels labels, Table table, TableSizes room, ulong anchor)
    {
        var patch = new ImagePatch();
        TableSpec spec = table.Spec;
        ElfFile image = labels.Image;
        var words = new WordSlots(table, labels, room);
        DynamicRelocations dynamic = DynamicRelocations.Read(image);

        foreach (SubTable part in spec.Order)
        {
            ulong address = labels.Address(part)
                ?? throw new KallsymsException(
                    ErrorKind.Unreadable, $"the linked image has no {part.Label()}: was the table's section dropped?", image.Name);
            var bytes = new byte[room[part]];
            table.Write(part, bytes, address);
            bool isWords = part is SubTable.Addresses or SubTable.RelativeBase;
            if (isWords && dynamic.ValuesOutOfPlace(address, (ulong)bytes.Length))
                bytes.AsSpan().Clear();
            patch.Put(labels.Offset(part), bytes);
        }
        foreach (ElfSection section in image.Sections)
        {
            if (section.Type == SectionType.Rela)
                PatchAddends(patch, image, section, words, anchor);
        }
        return patch;
    }

    static void PatchAddends(ImagePatch patch, ElfFile image, ElfSection section, WordSlots slots, ulong anchor)
    {
        // A kept relocation section belongs to one section; only that of the table matters. Dynamic ones apply to all.
        bool dynamic = (section.Flags & SectionFlags.Alloc) != 0;
        if (!dynamic && !(section.Info < image.Sections.Count && image.Sections[section.Info].Covers(slots.First)))
            return;
        ElfFormat format = image.Format;
        MachineRow machine = image.Header.Machine.Row();
        RelocationTypes types = machine.RequireRelocations(format, image.Header.Flags);
        if (!dynamic && types.AddendsInPlace)
            return;
        int size = format.RelocationSize(withAddend: true);
        byte[] bytes = image.Read(section);
        for (int at = 0; at + size <= bytes.Length; at += size)
        {
            Span<byte> raw = bytes.AsSpan(at, size);
            ulong offset = format.Word(raw, 0);
            if (slots.Target(offset) is not ulong target)
                continue;
            ElfRelocation entry = RelocationRecord.Read(format, machine, raw, withAddend: true);
            if (!dynamic && types.IsSecondHalf(entry.Type))
                continue;
            // A relative relocation holds the address itself; any other is relative to its symbol.
            long addend = dynamic && entry.Type == types.Relative && entry.Symbol == 0 ? (long)target
                : entry.Addend + (long)(target - anchor);
            RelocationRecord.Write(format, machine, raw, entry with { Addend = addend }, withAddend: true);
            patch.Put(section.Offset + at, raw.ToArray());
        }
    }

    // The entries that a linker may have relocated, and the address that each represents.
    sealed class WordSlots
    {
        readonly Table _table;
        readonly ulong _entries;
        readonly ulong _entriesEnd;
        readonly ulong? _base;

        public WordSlots(Table table, TableLabels labels, TableSizes room)
        {
            _table = table;
            SubTable part = table.Spec.AddressTable;
            _entries = labels.Address(part) ?? 0;
            _entriesEnd = _entries + (ulong)room[part];
            _base = room[SubTable.RelativeBase] > 0 ? labels.Address(SubTable.RelativeBase) : null;
        }

        public ulong First => _base ?? _entries;

        public ulong? Target(ulong slot)
        {
            if (slot == _base)
                return _table.RelativeBase;
            if (slot < _entries || slot >= _entriesEnd)
                return null;
            ulong index = (slot - _entries) / (uint)_table.Spec.EntrySize;
            // Surplus room keeps what the linker wrote there.
            return index < (ulong)_table.Symbols.List.Count ? _table.Symbols.List.Addresses[(int)index] : null;
        }
    }
}
