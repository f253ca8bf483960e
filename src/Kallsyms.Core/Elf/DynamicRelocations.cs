namespace Kallsyms.Elf;

/// <summary>
/// What the loader of a position-independent image writes into it (SHT_RELA, in memory at run time) if it is loaded at its link-time
/// addresses.
/// </summary>
sealed class DynamicRelocations
{
    readonly ElfFormat _format;
    readonly Dictionary<ulong, ulong> _values;
    readonly bool _valuesInPlace;

    DynamicRelocations(ElfFormat format, Dictionary<ulong, ulong> values, bool valuesInPlace) =>
        (_format, _values, _valuesInPlace) = (format, values, valuesInPlace);

    /// <summary>Reads the relocations; there are none in an image with fixed addresses, or if they keep their addends in place.</summary>
    public static DynamicRelocations Read(ElfFile image)
    {
        var values = new Dictionary<ulong, ulong>();
        int filled = 0;
        int empty = 0;
        foreach (ElfSection section in image.Sections)
        {
            if (section.Type != SectionType.Rela || (section.Flags & SectionFlags.Alloc) == 0)
                continue;
            if (image.Header.Machine.Row().Relocations(image.Format, image.Header.Flags) is not { } types)
                break;
            ElfSymbols? symbols = null;
            foreach (ElfRelocation entry in image.ReadRelocations(section))
            {
                if (entry.Type == types.Word && entry.Symbol > 0)
                {
                    // One machine uses a plain relocation without a symbol as its relative relocation.
                    symbols ??= ElfSymbols.Read(image, image.SectionAt(section.Link, "sh_link of a dynamic relocation section"));
                    if (entry.Symbol < symbols.Count)
                        values[entry.Offset] = (symbols[entry.Symbol].Value + (ulong)entry.Addend) & image.Format.WordMask;
                    continue;
                }
                if (entry.Type != types.Relative)
                    continue;
                values[entry.Offset] = (ulong)entry.Addend & image.Format.WordMask;
                // A sample is enough: a linker treats all alike.
                if (entry.Addend == 0 || filled + empty >= 64 || image.OffsetOf(entry.Offset) is not long at)
                    continue;
                ulong inPlace = image.Format.Word(image.Source.Read(at, image.Format.WordSize), 0);
                if (inPlace == values[entry.Offset])
                    filled++;
                else
                    empty++;
            }
        }
        return new(image.Format, values, filled > empty);
    }

    /// <summary>
    /// Whether words in a range are relocated at run time and the file holds zeros there, as GNU ld leaves them on most machines with
    /// addends in their relocations (binutils, "--no-apply-dynamic-relocs").
    /// </summary>
    public bool ValuesOutOfPlace(ulong address, ulong length)
    {
        if (_valuesInPlace || _values.Count == 0)
            return false;
        for (ulong slot = address; slot < address + length; slot += 4)
        {
            if (_values.ContainsKey(slot))
                return true;
        }
        return false;
    }

    /// <summary>Applies to bytes from the file what the loader would write over them.</summary>
    public void Apply(ulong address, Span<byte> bytes)
    {
        if (_values.Count == 0)
            return;
        for (int at = 0; at <= bytes.Length - _format.WordSize; at += 4)
        {
            if (_values.TryGetValue(address + (uint)at, out ulong value))
                _format.PutWord(bytes, at, value);
        }
    }
}
