namespace Kallsyms.Dwarf;

/// <summary>Reads lists of ranges: .debug_ranges (DWARF 4, 2.17.3), .debug_rnglists (DWARF 5, 7.25).</summary>
static class RangeList
{
    // Kinds of entries in version 5.
    const byte End = 0, Base = 1, IndexIndex = 2, IndexLength = 3, OffsetPair = 4, BaseAddress = 5, StartEnd = 6, StartLength = 7;

    /// <summary>Reads the list that an attribute refers to.</summary>
    public static AddressRange[] Read(DwarfSections sections, DwarfUnit unit, AttributeValue list, ulong listsBase)
    {
        if (unit.Header.Version < 5)
            return ReadPairs(sections, sections.Read(sections.Ranges, list.Number), unit);
        ulong at = list.Number;
        if (list.Form == DwarfForm.RangeIndex)
        {
            int size = unit.Header.OffsetSize;
            at = listsBase + sections.Read(sections.RangeLists, listsBase + at % (1ul << 40) * (uint)size).Unsigned(size);
        }
        return ReadEntries(sections, sections.Read(sections.RangeLists, at), unit);
    }

    static AddressRange[] ReadPairs(DwarfSections sections, DwarfCursor cursor, DwarfUnit unit)
    {
        var ranges = new List<AddressRange>();
        int size = unit.Header.AddressSize;
        ulong mask = size == 8 ? ulong.MaxValue : uint.MaxValue;
        ulong from = unit.Base;
        while (true)
        {
            sections.CountRange();
            ulong start = cursor.Unsigned(size);
            ulong end = cursor.Unsigned(size);
            if (start == 0 && end == 0)
                return [.. ranges];
            if (start == mask)
                from = end;
            else
                Add(ranges, from + start & mask, from + end & mask);
        }
    }

    static AddressRange[] ReadEntries(DwarfSections sections, DwarfCursor cursor, DwarfUnit unit)
    {
        var ranges = new List<AddressRange>();
        int size = unit.Header.AddressSize;
        ulong Indexed(ulong index) => unit.Address(new(DwarfForm.AddressIndex, index));
        ulong from = unit.Base;
        while (true)
        {
            sections.CountRange();
            ulong start;
            switch (cursor.U8())
            {
                case End:
                    return [.. ranges];
                case Base:
                    from = Indexed(cursor.Leb());
                    break;
                case BaseAddress:
                    from = cursor.Unsigned(size);
                    break;
                case IndexIndex:
                    start = Indexed(cursor.Leb());
                    Add(ranges, start, Indexed(cursor.Leb()));
                    break;
                case IndexLength:
                    start = Indexed(cursor.Leb());
                    Add(ranges, start, start + cursor.Leb());
                    break;
                case OffsetPair:
                    start = from + cursor.Leb();
                    Add(ranges, start, from + cursor.Leb());
                    break;
                case StartEnd:
                    start = cursor.Unsigned(size);
                    Add(ranges, start, cursor.Unsigned(size));
                    break;
                case StartLength:
                    start = cursor.Unsigned(size);
                    Add(ranges, start, start + cursor.Leb());
                    break;
                default:
                    throw DwarfCursor.Damaged(cursor.At);
            }
        }
    }

    static void Add(List<AddressRange> ranges, ulong start, ulong end)
    {
        if (end > start)
            ranges.Add(new(start, end));
    }
}
