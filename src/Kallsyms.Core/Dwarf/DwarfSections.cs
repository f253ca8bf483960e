using Kallsyms.Elf;

namespace Kallsyms.Dwarf;

/// <summary>The sections with a file's debug information, decompressed and, in objects, relocated; empty if the file lacks them.</summary>
sealed class DwarfSections
{
    readonly bool _isBigEndian;
    long _ranges;

    /// <summary>Reads the sections.</summary>
    /// <param name="file">The file.</param>
    /// <param name="places">Where the sections of an object are placed.</param>
    /// <exception cref="KallsymsException">The sections are damaged or too large, or a relocation is not supported.</exception>
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

    /// <summary>The name of the file in messages.</summary>
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
    /// Counts an entry of a list of ranges. Compilers write each list once; a list that very many entries refer to would take memory
    /// and time without bound.
    /// </summary>
    public void CountRange()
    {
        if (++_ranges > (long)Info.Length + Ranges.Length + RangeLists.Length)
            throw DwarfCursor.Damaged(_ranges);
    }

    /// <summary>Restarts the count, since what was read is discarded.</summary>
    public void ForgetRanges() => _ranges = 0;

    /// <summary>Returns a cursor over a unit, from an offset in .debug_info to its end.</summary>
    public DwarfCursor Read(UnitHeader unit, int at) => new(Info.AsSpan(0, unit.End), at, _isBigEndian);

    /// <summary>Returns a cursor over a section, from an offset on.</summary>
    public DwarfCursor Read(byte[] section, ulong at) =>
        new(section, at <= (ulong)section.Length ? (int)at : throw DwarfCursor.Damaged((long)at), _isBigEndian);

    /// <summary>Returns a cursor over a section, from an offset on.</summary>
    public DwarfCursor Read(byte[] section, int at) => new(section, at, _isBigEndian);
}
