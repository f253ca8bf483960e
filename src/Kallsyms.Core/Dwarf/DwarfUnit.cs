namespace Kallsyms.Dwarf;

/// <summary>
/// A unit of .debug_info: the description of one source file by one run of a compiler. Its root entry is read at once, everything else
/// on demand.
/// </summary>
sealed class DwarfUnit
{
    readonly DwarfSections _sections;
    readonly ulong _stringOffsetsBase;
    readonly ulong _addressBase;
    readonly ulong _rangeListsBase;

    /// <summary>Reads its root entry.</summary>
    /// <exception cref="KallsymsException">The unit is damaged, or its debug information is in another file.</exception>
    public DwarfUnit(DwarfSections sections, UnitHeader header, AbbreviationTable abbreviations)
    {
        (_sections, Header, Abbreviations) = (sections, header, abbreviations);
        // Version 5 omits the bases if there is only one table, which starts after its header.
        _stringOffsetsBase = header.Version == 5 ? 2u * (uint)header.OffsetSize : 0;
        _addressBase = header.Version == 5 ? 8u : 0;
        DwarfCursor cursor = sections.Read(header, header.Entries);
        ulong number = header.Entries < header.End ? cursor.Leb() : 0;
        if (number == 0)
            return;
        var root = new Dictionary<uint, AttributeValue>();
        foreach (AttributeSpec spec in abbreviations[number].Attributes)
            root[spec.Name] = AttributeValue.Read(ref cursor, header, spec);
        ulong? Number(uint name) => root.TryGetValue(name, out AttributeValue value) ? value.Number : null;
        _stringOffsetsBase = Number(DwarfAttribute.StringOffsetsBase) ?? _stringOffsetsBase;
        _addressBase = Number(DwarfAttribute.AddressBase) ?? _addressBase;
        _rangeListsBase = Number(DwarfAttribute.RangeListsBase) ?? 0;
        Lines = Number(DwarfAttribute.StatementList);
        Directory = root.TryGetValue(DwarfAttribute.CompilationDirectory, out AttributeValue directory) ? Text(directory) ?? "" : "";
        if (root.TryGetValue(DwarfAttribute.SplitName, out AttributeValue split)
            || root.TryGetValue(DwarfAttribute.GnuSplitName, out split))
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"its debug information is split, and that of the code is in {Text(split)} and the like, which are "
                    + "not read: build with CONFIG_DEBUG_INFO_SPLIT=n (without -gsplit-dwarf)", sections.Name);
        }
        Base = root.TryGetValue(DwarfAttribute.LowPc, out AttributeValue low) ? Address(low) : 0;
        Ranges = CodeRanges(root);
    }

    /// <summary>Its place and form.</summary>
    public UnitHeader Header { get; }

    /// <summary>The shapes of its entries.</summary>
    public AbbreviationTable Abbreviations { get; }

    /// <summary>The directory that file names are relative to.</summary>
    public string Directory { get; } = "";

    /// <summary>The offset of its line table; null if it has none.</summary>
    public ulong? Lines { get; }

    /// <summary>The address that ranges are relative to.</summary>
    public ulong Base { get; }

    /// <summary>The addresses of its code.</summary>
    public AddressRange[] Ranges { get; } = [];

    /// <summary>Returns an address that is given directly or by index.</summary>
    public ulong Address(AttributeValue value)
    {
        if (value.Form == DwarfForm.Address)
            return value.Number;
        ulong at = _addressBase + value.Number % (1ul << 40) * (uint)Header.AddressSize;
        return _sections.Read(_sections.Addresses, at).Unsigned(Header.AddressSize);
    }

    /// <summary>Returns a text; null if it is in another file (dwz's).</summary>
    public string? Text(AttributeValue value)
    {
        switch (value.Form)
        {
            case DwarfForm.String:
                return DwarfCursor.TextAt(_sections.Info, value.Number);
            case DwarfForm.StringOffset:
                return DwarfCursor.TextAt(_sections.Strings, value.Number);
            case DwarfForm.LineString:
                return DwarfCursor.TextAt(_sections.LineStrings, value.Number);
            case DwarfForm.StringIndex or DwarfForm.StringIndex1 or DwarfForm.StringIndex2 or DwarfForm.StringIndex3
                or DwarfForm.StringIndex4 or DwarfForm.GnuStringIndex:
                ulong at = _stringOffsetsBase + value.Number % (1ul << 40) * (uint)Header.OffsetSize;
                return DwarfCursor.TextAt(_sections.Strings, _sections.Read(_sections.StringOffsets, at).Unsigned(Header.OffsetSize));
            default:
                return null;
        }
    }

    /// <summary>Returns the offset in .debug_info that a reference leads to; null if it is in another file.</summary>
    public int? Reference(AttributeValue value)
    {
        ulong target = value.Form switch
        {
            DwarfForm.Reference1 or DwarfForm.Reference2 or DwarfForm.Reference4 or DwarfForm.Reference8 or DwarfForm.ReferenceUnsigned =>
                value.Number + (uint)Header.Start,
            DwarfForm.ReferenceAddress => value.Number,
            _ => ulong.MaxValue,
        };
        return target < (ulong)_sections.Info.Length ? (int)target : null;
    }

    /// <summary>Returns the addresses of an entry's code, from its attributes.</summary>
    public AddressRange[] CodeRanges(Dictionary<uint, AttributeValue> attributes)
    {
        if (attributes.TryGetValue(DwarfAttribute.Ranges, out AttributeValue list))
            return RangeList.Read(_sections, this, list, _rangeListsBase);
        if (!attributes.TryGetValue(DwarfAttribute.LowPc, out AttributeValue low)
            || !attributes.TryGetValue(DwarfAttribute.HighPc, out AttributeValue high))
            return [];
        ulong start = Address(low);
        bool isAddress = high.Form is DwarfForm.Address or DwarfForm.AddressIndex or DwarfForm.GnuAddressIndex
            or >= DwarfForm.AddressIndex1 and <= DwarfForm.AddressIndex4;
        ulong end = isAddress ? Address(high) : start + high.Number;
        return end > start ? [new(start, end)] : [];
    }
}
