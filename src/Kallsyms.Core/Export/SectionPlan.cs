using Kallsyms.Elf;
using Kallsyms.Lookup;

namespace Kallsyms.Export;

/// <summary>
/// Makes sections for an image that has none: consecutive symbols in address order with letters of one kind (code, constants, data,
/// zeros) share a section. Tools then disassemble only the code, and nm prints the same letters again.
/// </summary>
static class SectionPlan
{
    // An ELF header counts up to 0xff00; a table with this many changes of kind makes no sense.
    const int MaxSections = 4096;

    /// <summary>Returns the sections of a range of addresses.</summary>
    /// <param name="symbols">The symbols.</param>
    /// <param name="start">The start of the first section.</param>
    /// <param name="end">The end of the last section.</param>
    /// <param name="known">The ranges that have bytes in the file, in order; a dump may lack some.</param>
    /// <param name="offset">The file offset of the byte at <paramref name="start"/>.</param>
    /// <param name="isMemory">Whether memory that is zero when a kernel starts has bytes too.</param>
    public static List<ElfSection> Make(
        KernelSymbols symbols, ulong start, ulong end, IReadOnlyList<(ulong Start, ulong End)> known, long offset, bool isMemory = false)
    {
        List<(ulong Start, char Kind)> runs = Runs(symbols, start, end);
        var sections = new List<ElfSection>();
        var numbers = new Dictionary<string, int>();
        int next = 0;
        for (int i = 0; i < runs.Count; i++)
        {
            (ulong at, char kind) = runs[i];
            ulong to = i + 1 < runs.Count ? runs[i + 1].Start : end;
            // Bytes present in the file and missing ones cannot share a section.
            while (at < to)
            {
                while (next < known.Count && known[next].End <= at)
                    next++;
                bool has = next < known.Count && known[next].Start <= at;
                ulong seam = Math.Min(to, next == known.Count ? to : has ? known[next].End : known[next].Start);
                sections.Add(Section(
                    sections.Count + 1, numbers, kind, has && (isMemory || kind != 'b'), (at, seam), offset + (long)(at - start)));
                at = seam;
            }
        }
        return sections;
    }

    static ElfSection Section(
        int index, Dictionary<string, int> numbers, char kind, bool hasBytes, (ulong Start, ulong End) range, long offset)
    {
        SectionFlags flags = kind switch
        {
            't' => SectionFlags.Alloc | SectionFlags.Execute,
            'r' => SectionFlags.Alloc,
            _ => SectionFlags.Alloc | SectionFlags.Write,
        };
        string name = !hasBytes ? ".bss" : kind switch { 't' => ".text", 'r' => ".rodata", 'd' => ".data", _ => ".bss" };
        int same = numbers.GetValueOrDefault(name);
        numbers[name] = same + 1;
        return new(
            index, same == 0 ? name : $"{name}.{same}", hasBytes ? SectionType.ProgBits : SectionType.NoBits, flags, range.Start, offset,
            (long)(range.End - range.Start), 0, 0, 1, 0);
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
