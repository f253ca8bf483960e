using Kallsyms.Elf;

namespace Kallsyms.Dwarf;

/// <summary>
/// The sections of a file that hold its debug information, unpacked, and in objects relocated; empty where the file has none.
/// </summary>
sealed class DwarfSections
{
    readonly bool _isBigEndian;
    long _ranges;

    /// <summary>Reads them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="places">In an object: where its sections are put.</param>
    /// <exception cref="KallsymsException">They are damaged or too large, or a relocation is not known.</exception>
    public DwarfSections(ElfFile file, ObjectPlaces places)
    {
        (Name, _isBigEndian) = (file.Name, file.Format.BigEndian);
        var all = new DebugSections(file, places);
        Info = all.Read("info");
        Abbreviations = all.Read("abbrev");
        Lines = all.Read("line");
        Strings = all.Read("str");
        LineStrings = all.Read("line_str");
        StringOffsets = all.Read("str_offsets");
        Addresses = all.Read("addr");
        Ranges = all.Read("ranges");
        RangeLists = all.Read("rnglists");
    }

    /// <summary>The file, in messages.</summary>
    public string Name { get; }

    /// <summary>.debug_info.</summary>
    public byte[] Info { get; }

    /// <summary>.debug_abbrev.</summary>
    public byte[] Abbreviations { get; }

    /// <summary>.debug_line.</summary>
    public byte[] Lines { get; }

    /// <summary>.debug_str.</summary>
    public byte[] Strings { get; }

    /// <summary>.debug_line_str.</summary>
    public byte[] LineStrings { get; }

    /// <summary>.debug_str_offsets.</summary>
    public byte[] StringOffsets { get; }

    /// <summary>.debug_addr.</summary>
    public byte[] Addresses { get; }

    /// <summary>.debug_ranges, before version 5.</summary>
    public byte[] Ranges { get; }

    /// <summary>.debug_rnglists, from version 5 on.</summary>
    public byte[] RangeLists { get; }

    /// <summary>
    /// Counts an entry of a list of ranges. Compilers write each list once; one that very many entries name would take memory and time
    /// without a bound.
    /// </summary>
    public void CountRange()
    {
        if (++_ranges > (long)Info.Length + Ranges.Length + RangeLists.Length)
            throw DwarfCursor.Damaged(_ranges);
    }

    /// <summary>Counts anew: what was read is forgotten.</summary>
    public void ForgetRanges() => _ranges = 0;

    /// <summary>Reads a unit from an offset in .debug_info on, up to its end.</summary>
    public DwarfCursor Read(UnitHeader unit, int at) => new(Info.AsSpan(0, unit.End), at, _isBigEndian);

    /// <summary>Reads a section from an offset on.</summary>
    public DwarfCursor Read(byte[] section, ulong at) =>
        new(section, at <= (ulong)section.Length ? (int)at : throw DwarfCursor.Damaged((long)at), _isBigEndian);

    /// <summary>The same.</summary>
    public DwarfCursor Read(byte[] section, int at) => new(section, at, _isBigEndian);
}
