namespace Kallsyms.Dwarf;

/// <summary>The place of a unit of .debug_info, and the form of its contents.</summary>
/// <param name="Start">Its offset in the section.</param>
/// <param name="Entries">The offset of its first entry.</param>
/// <param name="End">The offset after it.</param>
/// <param name="Version">The DWARF version, 2 to 5.</param>
/// <param name="AddressSize">The size of an address in bytes.</param>
/// <param name="OffsetSize">The size of a section offset in bytes.</param>
/// <param name="Abbreviations">The offset of its abbreviations.</param>
/// <param name="HasCode">Whether it may describe code rather than only types.</param>
readonly record struct UnitHeader(
    int Start, int Entries, int End, int Version, int AddressSize, int OffsetSize, ulong Abbreviations, bool HasCode)
{
    // Kinds of units (DWARF 5, 7.5.1).
    const int Compile = 1, Type = 2, Partial = 3, Skeleton = 4, SplitCompile = 5;

    /// <summary>Reads the header at an offset.</summary>
    /// <exception cref="KallsymsException">The header is damaged, or its version is not supported.</exception>
    public static UnitHeader Read(DwarfSections sections, int start)
    {
        DwarfCursor cursor = sections.Read(sections.Info, start);
        ulong length = cursor.InitialLength(out int offsetSize);
        ulong end = (ulong)cursor.At + length;
        if (end > (ulong)sections.Info.Length || length < 7)
            throw DwarfCursor.Damaged(start);
        int version = cursor.U16();
        if (version is < 2 or > 5)
            throw new KallsymsException(ErrorKind.Unreadable, $"DWARF {version} is not read; 2 to 5 are", sections.Name);
        int kind = version == 5 ? cursor.U8() : Compile;
        int addressSize = version == 5 ? cursor.U8() : 0;
        ulong abbreviations = cursor.Unsigned(offsetSize);
        if (version < 5)
            addressSize = cursor.U8();
        if (addressSize is not (4 or 8))
            throw DwarfCursor.Damaged(cursor.At);
        if (kind is Skeleton or SplitCompile)
            cursor.Skip(8);
        return new(start, cursor.At, (int)end, version, addressSize, offsetSize, abbreviations, kind is Compile or Partial or Skeleton);
    }
}
