namespace Kallsyms.Elf;

/// <summary>The relative relocations (SHT_RELA, in memory at run time) of a position-independent image.</summary>
public sealed class DynamicRelocations
{
    readonly HashSet<ulong> _slots;
    readonly bool _valuesInPlace;

    DynamicRelocations(HashSet<ulong> slots, bool valuesInPlace) => (_slots, _valuesInPlace) = (slots, valuesInPlace);

    /// <summary>Reads them; none in an image with fixed addresses, or where relocations keep their addends in place.</summary>
    public static DynamicRelocations Read(ElfFile image)
    {
        var slots = new HashSet<ulong>();
        int filled = 0;
        int empty = 0;
        foreach (ElfSection section in image.Sections)
        {
            if (section.Type != SectionType.Rela || (section.Flags & SectionFlags.Alloc) == 0)
                continue;
            uint relative = RelocationTypes.Of(image.Header.Machine, image.Format, image.Header.Flags).Relative;
            foreach (ElfRelocation entry in image.ReadRelocations(section))
            {
                if (entry.Type != relative)
                    continue;
                slots.Add(entry.Offset);
                // A sample is enough: a linker does the same for all.
                if (entry.Addend == 0 || filled + empty >= 64 || image.OffsetOf(entry.Offset) is not long at)
                    continue;
                ulong inPlace = image.Format.Word(image.Source.Read(at, image.Format.WordSize), 0);
                if (inPlace == ((ulong)entry.Addend & image.Format.WordMask))
                    filled++;
                else
                    empty++;
            }
        }
        return new(slots, filled > empty);
    }

    /// <summary>
    /// True when words in a range are relocated at run time and the file holds zeros there, as GNU ld leaves them on most machines with
    /// addends in their relocations (binutils, "--no-apply-dynamic-relocs").
    /// </summary>
    public bool ValuesOutOfPlace(ulong address, ulong length)
    {
        if (_valuesInPlace || _slots.Count == 0)
            return false;
        for (ulong slot = address; slot < address + length; slot += 4)
        {
            if (_slots.Contains(slot))
                return true;
        }
        return false;
    }
}
