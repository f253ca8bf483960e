using Kallsyms.Elf;
using Kallsyms.Lookup;

namespace Kallsyms.Export;

/// <summary>
/// Sections for an image that has none: as long as symbols in address order have letters of one kind (code, constants, data, zeros), they
/// are in one section. Tools then disassemble the code only, and nm prints the letters again.
/// </summary>
static class SectionPlan
{
    // An ELF header counts up to 0xff00; a table with that many changes is not understood.
    const int MaxSections = 4096;

    /// <summary>The sections of a range of addresses.</summary>
    /// <param name="symbols">The symbols.</param>
    /// <param name="start">Where the first section starts.</param>
    /// <param name="end">Where the last one ends.</param>
    /// <param name="bytesEnd">From here on, addresses have no bytes in the image.</param>
    /// <param name="offset">Offset in the file of the byte at <paramref name="start"/>.</param>
    public static List<ElfSection> Make(KernelSymbols symbols, ulong start, ulong end, ulong bytesEnd, long offset)
    {
        List<(ulong Start, char Kind)> runs = Runs(symbols, start, end);
        var sections = new List<ElfSection>();
        for (int i = 0; i < runs.Count; i++)
        {
            (ulong from, char kind) = runs[i];
            ulong to = i + 1 < runs.Count ? runs[i + 1].Start : end;
            if (to <= from)
                continue;
            // What has bytes and what has none cannot share a section.
            ulong seam = Math.Clamp(bytesEnd, from, to);
            Add(sections, kind, start, from, seam, offset);
            Add(sections, 'b', start, seam, to, offset, kind);
        }
        return sections;
    }

    static void Add(List<ElfSection> sections, char kind, ulong start, ulong from, ulong to, long offset, char access = ' ')
    {
        if (from >= to)
            return;
        SectionFlags flags = (access == ' ' ? kind : access) switch
        {
            't' => SectionFlags.Alloc | SectionFlags.Execute,
            'r' => SectionFlags.Alloc,
            _ => SectionFlags.Alloc | SectionFlags.Write,
        };
        string name = kind switch { 't' => ".text", 'r' => ".rodata", 'd' => ".data", _ => ".bss" };
        int same = sections.Count(section => section.Name == name || section.Name.StartsWith(name + ".", StringComparison.Ordinal));
        bool bytes = kind != 'b';
        sections.Add(new(
            sections.Count + 1, same == 0 ? name : $"{name}.{same}", bytes ? SectionType.ProgBits : SectionType.NoBits, flags, from,
            offset + (bytes ? (long)(from - start) : 0), (long)(to - from), 0, 0, 1, 0));
    }

    static List<(ulong Start, char Kind)> Runs(KernelSymbols symbols, ulong start, ulong end)
    {
        var runs = new List<(ulong Start, char Kind)> { (start, ' ') };
        for (int i = 0; i < symbols.Count; i++)
        {
            KernelSymbol symbol = symbols[i];
            if (Kind(symbol.Type) is not char kind || symbol.Address < start || symbol.Address >= end)
                continue;
            if (runs[^1].Kind == ' ' || runs[^1].Start == symbol.Address)
                runs[^1] = (runs[^1].Start, kind); // the end of one thing is the start of the next
            else if (runs[^1].Kind != kind)
                runs.Add((symbol.Address, kind));
        }
        return runs.Count <= MaxSections ? runs : [(start, 't')];
    }

    static char? Kind(char letter) => letter switch
    {
        't' or 'T' => 't',
        'r' or 'R' => 'r',
        'd' or 'D' or 'g' or 'G' => 'd',
        'b' or 'B' or 's' or 'S' => 'b',
        _ => null,
    };
}
