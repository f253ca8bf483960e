namespace Kallsyms.Elf;

/// <summary>A symbol table and its string table, kept as bytes: symbols are decoded on demand, and names are slices.</summary>
sealed class ElfSymbols
{
    // The maximum length of a name in bytes. Kernels' names have a few hundred, the longest in C++ some ten thousand; damaged ones
    // overlap each other.
    const int MaxName = 1 << 16;

    readonly ElfFile _file;
    readonly byte[] _table;
    readonly byte[]? _sectionIndexes;
    readonly int _sectionCount;

    ElfSymbols(ElfFile file, byte[] table, byte[] strings, byte[]? sectionIndexes)
    {
        (_file, _table, Strings, _sectionIndexes) = (file, table, strings, sectionIndexes);
        Count = table.Length / file.Format.SymbolSize;
        _sectionCount = file.Sections.Count;
    }

    /// <summary>The number of entries, including the null symbol.</summary>
    public int Count { get; }

    /// <summary>The string table, which ends with a NUL byte.</summary>
    public byte[] Strings { get; }

    internal static ElfSymbols Read(ElfFile file, ElfSection section)
    {
        if (section.EntrySize != file.Format.SymbolSize)
            throw file.Damaged($"symbols of {section.EntrySize} bytes, expected {file.Format.SymbolSize}", section.Offset);
        byte[] strings = file.ReadClaimed(file.SectionAt(section.Link, "sh_link of the symbol table"), "names of symbols");
        if (strings.Length == 0 || strings[^1] != 0)
            strings = [.. strings, 0];
        ElfSection? extended = file.Sections.FirstOrDefault(
            other => other.Type == SectionType.SymbolSectionIndexes && other.Link == section.Index);
        byte[]? sections = extended is null ? null : file.ReadClaimed(extended, "section numbers of symbols");
        return new(file, file.ReadClaimed(section, "symbols"), strings, sections);
    }

    /// <summary>Whether both tables and their strings are the same, byte for byte.</summary>
    public bool SameBytes(ElfSymbols other) => _table.AsSpan().SequenceEqual(other._table) && Strings.AsSpan().SequenceEqual(other.Strings)
        && _sectionIndexes.AsSpan().SequenceEqual(other._sectionIndexes);

    /// <summary>Decodes a symbol.</summary>
    /// <exception cref="KallsymsException">The symbol's name or section lies outside of the tables.</exception>
    public ElfSymbol this[int index]
    {
        get
        {
            ElfFormat format = _file.Format;
            int size = format.SymbolSize;
            ReadOnlySpan<byte> raw = _table.AsSpan(index * size, size);
            uint name = format.U32(raw, 0);
            if (name >= (uint)Strings.Length)
                throw _file.Damaged($"symbol {index}: name at {name}, the string table ends at {Strings.Length}");
            return format.Is64
                ? Decode(index, name, format.U64(raw, 8), format.U64(raw, 16), raw[4], raw[5], format.U16(raw, 6))
                : Decode(index, name, format.U32(raw, 4), format.U32(raw, 8), raw[12], raw[13], format.U16(raw, 14));
        }
    }

    /// <summary>Returns the NUL-terminated string at <paramref name="offset"/>, without the NUL.</summary>
    /// <exception cref="KallsymsException">The string is longer than any valid name.</exception>
    public ReadOnlySpan<byte> Name(int offset)
    {
        ReadOnlySpan<byte> rest = Strings.AsSpan(offset);
        int length = rest[..Math.Min(rest.Length, MaxName + 1)].IndexOf((byte)0);
        return length >= 0 ? rest[..length] : throw _file.Damaged($"a name of more than {MaxName} bytes at {offset} of the string table");
    }

    /// <summary>Returns that string as text, one character per byte.</summary>
    public string Text(int offset) => System.Text.Encoding.Latin1.GetString(Name(offset));

    ElfSymbol Decode(int index, uint name, ulong value, ulong size, byte info, byte other, int section)
    {
        bool extended = section == SectionIndex.Extended && _sectionIndexes is not null;
        if (extended)
        {
            if (index * 4L + 4 > _sectionIndexes!.Length)
                throw _file.Damaged($"symbol {index}: no entry in the table of extended section indexes");
            section = (int)_file.Format.U32(_sectionIndexes, index * 4);
        }
        if ((extended || section < SectionIndex.LowReserve) && (uint)section >= (uint)_sectionCount)
            throw _file.Damaged($"symbol {index} is in section {section}, there are {_sectionCount}");
        return new((int)name, value, size, (SymbolType)(info & 15), (SymbolBinding)(info >> 4), other, section);
    }
}
