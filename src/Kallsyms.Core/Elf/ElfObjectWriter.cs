using System.Text;

namespace Kallsyms.Elf;

/// <summary>Writes a relocatable object (System V ABI) without an assembler: every range is first placed, then written.</summary>
static class ElfObjectWriter
{
    /// <summary>Returns the bytes of the object file.</summary>
    public static byte[] Write(ElfObject spec)
    {
        Plan plan = Place(spec);
        var file = new byte[plan.SectionHeaders + (long)plan.Sections.Count * spec.Target.Format.SectionHeaderSize];
        using var stream = new MemoryStream(file);
        Write(stream, spec.Target, plan);
        return file;
    }

    /// <summary>Writes the object file.</summary>
    public static void Write(Stream stream, ElfObject spec) => Write(stream, spec.Target, Place(spec));

    static Plan Place(ElfObject spec)
    {
        ElfFormat format = spec.Target.Format;
        var strings = new StringTable();
        (byte[] symbols, int localCount, Dictionary<string, int> numbers) = Symbols(spec, strings);
        byte[] relocations = Relocations(spec, numbers);
        bool withAddend = spec.Target.Relocations.WithAddend;

        var sections = new List<(ElfSection Header, byte[] Bytes)>
        {
            (new(0, "", SectionType.Null, 0, 0, 0, 0, 0, 0, 0, 0), []),
            (spec.SectionHeader, spec.Contents),
        };
        if (relocations.Length > 0)
        {
            SectionType type = withAddend ? SectionType.Rela : SectionType.Rel;
            ElfSection header = Section(
                (withAddend ? ".rela" : ".rel") + spec.Section, type, SectionFlags.InfoLink, (ulong)format.WordSize);
            sections.Add((header with { Info = 1, EntrySize = format.RelocationSize(withAddend) }, relocations));
        }
        foreach ((ElfSection header, byte[] bytes) in spec.Target.Statements.Concat(EmptySections(spec)))
            sections.Add((header with { Link = 0, Info = 0, Flags = header.Flags & ~SectionFlags.Group }, bytes));

        int symbolTable = sections.Count;
        sections.Add((Section(".symtab", SectionType.SymbolTable, 0, (ulong)format.WordSize) with
        {
            Link = symbolTable + 1,
            Info = localCount,
            EntrySize = format.SymbolSize,
        }, symbols));
        sections.Add((Section(".strtab", SectionType.StringTable, 0, 1), strings.ToArray()));
        if (relocations.Length > 0)
            sections[2] = (sections[2].Header with { Link = symbolTable }, relocations);

        var names = new StringTable();
        sections.Add((Section(".shstrtab", SectionType.StringTable, 0, 1), []));
        uint[] nameOffsets = sections.Select(section => names.Add(section.Header.Name)).ToArray();
        sections[^1] = (sections[^1].Header, names.ToArray());
        long at = format.HeaderSize;
        for (int i = 1; i < sections.Count; i++)
        {
            (ElfSection header, byte[] bytes) = sections[i];
            at = AlignUp(at, (long)Math.Max(header.Alignment, 1));
            sections[i] = (header with { Offset = at, Size = bytes.Length }, bytes);
            at += bytes.Length;
        }
        return new(sections, nameOffsets, AlignUp(at, format.WordSize));
    }

    // The empty sections that the machine's assembler puts into every object are added if their alignment could move something in the
    // image.
    static IEnumerable<(ElfSection, byte[])> EmptySections(ElfObject spec)
    {
        MachineRow machine = spec.Target.Header.Machine.Row();
        (int text, int data) = (spec.Target.IsByLlvm ? machine.LlvmEmptySections : machine.EmptySections)(spec.Target.Header.Flags);
        const SectionFlags writable = SectionFlags.Alloc | SectionFlags.Write;
        ElfSection[] all =
        [
            Section(".text", SectionType.ProgBits, SectionFlags.Alloc | SectionFlags.Execute, (ulong)text),
            Section(".data", SectionType.ProgBits, writable, (ulong)data),
            Section(".bss", SectionType.NoBits, writable, (ulong)data),
        ];
        return all
            .Where(section => section.Alignment > 1 && section.Name != spec.Section
                && spec.Target.Statements.All(own => own.Section.Name != section.Name))
            .Select(section => (section, Array.Empty<byte>()));
    }

    static void Write(Stream stream, ElfTarget target, Plan plan)
    {
        ElfFormat format = target.Format;
        var header = new byte[format.HeaderSize];
        HeaderRecord.Write(format, header, target.Header with { Type = ElfType.Relocatable, Entry = 0 });
        HeaderRecord.WriteSections(format, header, plan.SectionHeaders, plan.Sections.Count, plan.Sections.Count - 1);
        stream.Write(header);
        long at = header.Length;
        foreach ((ElfSection section, byte[] bytes) in plan.Sections.Skip(1))
        {
            stream.Write(new byte[section.Offset - at]);
            stream.Write(bytes);
            at = section.Offset + bytes.Length;
        }
        stream.Write(new byte[plan.SectionHeaders - at]);
        var raw = new byte[format.SectionHeaderSize];
        for (int i = 0; i < plan.Sections.Count; i++)
        {
            SectionRecord.Write(format, raw, plan.Sections[i].Header, plan.NameOffsets[i]);
            stream.Write(raw);
        }
    }

    static (byte[] Table, int LocalCount, Dictionary<string, int> Numbers) Symbols(ElfObject spec, StringTable strings)
    {
        ElfFormat format = spec.Target.Format;
        var entries = new List<(string Name, SymbolBinding Binding, long Value, long Size, int Section)> { ("", SymbolBinding.Local, 0, 0,
            0) };
        // Linkers list an object that has a mapping symbol by its file name.
        if (spec.Target.DataMark.Length > 0)
            entries.Add((spec.Target.DataMark, SymbolBinding.Local, 0, 0, 1));
        int localCount = entries.Count;
        // Each is placed where an assembler first encounters it: ld.lld lists symbols in that order.
        (string Symbol, long Offset)[] undefined = Undefined(spec);
        for (int i = 0, next = 0; i < spec.Labels.Count; i++)
        {
            ObjectLabel label = spec.Labels[i];
            entries.Add((label.Name, SymbolBinding.Global, label.Offset, label.Size, 1));
            long end = i + 1 < spec.Labels.Count ? spec.Labels[i + 1].Offset : long.MaxValue;
            for (; next < undefined.Length && undefined[next].Offset < end; next++)
                entries.Add((undefined[next].Symbol, SymbolBinding.Global, 0, 0, SectionIndex.Undefined));
        }

        var table = new byte[entries.Count * format.SymbolSize];
        var numbers = new Dictionary<string, int>();
        for (int i = 0; i < entries.Count; i++)
        {
            (string name, SymbolBinding binding, long value, long labelSize, int section) = entries[i];
            numbers[name] = i;
            Span<byte> raw = table.AsSpan(i * format.SymbolSize, format.SymbolSize);
            format.PutU32(raw, 0, strings.Add(name));
            int info = format.Is64 ? 4 : 12;
            raw[info] = (byte)((int)binding << 4);
            format.PutU16(raw, info + 2, (ushort)section);
            format.PutWord(raw, format.Is64 ? 8 : 4, (ulong)value);
            format.PutWord(raw, format.Is64 ? 16 : 8, (ulong)labelSize);
        }
        return (table, localCount, numbers);
    }

    static (string Symbol, long Offset)[] Undefined(ElfObject spec)
    {
        HashSet<string> defined = [.. spec.Labels.Select(label => label.Name)];
        return spec.Mentions.Concat(spec.Relocations.Select(entry => (entry.Symbol, entry.Offset)))
            .Where(mention => defined.Add(mention.Item1)).ToArray();
    }

    static byte[] Relocations(ElfObject spec, Dictionary<string, int> numbers)
    {
        ElfFormat format = spec.Target.Format;
        MachineRow machine = spec.Target.Header.Machine.Row();
        RelocationTypes types = spec.Target.Relocations;
        int size = format.RelocationSize(types.WithAddend);
        var bytes = new byte[spec.Relocations.Count * size];
        string lastName = "";
        int lastNumber = 0;
        for (int i = 0; i < spec.Relocations.Count; i++)
        {
            ObjectRelocation entry = spec.Relocations[i];
            if (entry.Symbol != lastName)
                (lastName, lastNumber) = (entry.Symbol, numbers[entry.Symbol]);
            bool inPlace = !types.WithAddend || types.AddendsInPlace;
            var record = new ElfRelocation((ulong)entry.Offset, lastNumber, entry.Type, inPlace ? 0 : entry.Addend);
            RelocationRecord.Write(format, machine, bytes.AsSpan(i * size, size), record, types.WithAddend);
            if (inPlace && entry.Type == types.Word)
                format.PutWord(spec.Contents, (int)entry.Offset, (ulong)entry.Addend);
            else if (inPlace)
                format.PutU32(spec.Contents, (int)entry.Offset, (uint)entry.Addend);
        }
        return bytes;
    }

    // Every range with its offset.
    readonly record struct Plan(List<(ElfSection Header, byte[] Bytes)> Sections, uint[] NameOffsets, long SectionHeaders);

    static ElfSection Section(string name, SectionType type, SectionFlags flags, ulong alignment) =>
        new(0, name, type, flags, 0, 0, 0, 0, 0, alignment, 0);

    static long AlignUp(long value, long alignment) => (value + alignment - 1) / alignment * alignment;

    sealed class StringTable
    {
        readonly List<byte> _all = [0];

        public uint Add(string text)
        {
            if (text.Length == 0)
                return 0;
            int at = _all.Count;
            _all.AddRange(Encoding.Latin1.GetBytes(text));
            _all.Add(0);
            return (uint)at;
        }

        public byte[] ToArray() => [.. _all];
    }
}
