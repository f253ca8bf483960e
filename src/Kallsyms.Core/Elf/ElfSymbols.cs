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
    readonly (long Offset, byte[] Bytes)[] _read;

    ElfSymbols(ElfFile file, (long Offset, byte[] Bytes) table, (long Offset, byte[] Bytes) strings, (long Offset, byte[] Bytes)? sections)
    {
        (_file, _table, Strings, _sectionIndexes) = (file, table.Bytes, strings.Bytes, sections?.Bytes);
        _read = sections is { } indexes ? [table, strings, indexes] : [table, strings];
        if (Strings.Length == 0 || Strings[^1] != 0)
            Strings = [.. Strings, 0];
        Count = _table.Length / file.Format.SymbolSize;
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
        ElfSection names = file.SectionAt(section.Link, "sh_link of the symbol table");
        byte[] strings = file.ReadClaimed(names, "names of symbols");
        ElfSection? extended = file.Sections.FirstOrDefault(
            other => other.Type == SectionType.SymbolSectionIndexes && other.Link == section.Index);
        return new(
            file, (section.Offset, file.ReadClaimed(section, "symbols")), (names.Offset, strings),
            extended is null ? null : (extended.Offset, file.ReadClaimed(extended, "section numbers of symbols")));
    }

    /// <summary>Whether the same bytes stand at the same places of a file that has the same sections.</summary>
    public bool AreIn(ElfFile other) => _read.All(part => other.Source.Has(part.Offset, part.Bytes));

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
