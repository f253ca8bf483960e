using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Export;

/// <summary>The bytes of .symtab and .strtab for the symbols of a kernel.</summary>
sealed class SymbolSections
{
    readonly ElfFormat _format;
    readonly ElfSection[] _places; // in address order
    readonly Dictionary<char, ElfSection[]> _byLetter; // the same, by the letters that their symbols have

    public SymbolSections(KernelSymbols symbols, ElfFormat format, IEnumerable<ElfSection> sections)
    {
        _format = format;
        _places = [.. sections.Where(section => (section.Flags & SectionFlags.Alloc) != 0 && section.Size > 0).OrderBy(
            section => section.Address)];
        _byLetter = _places.GroupBy(section => (char)TypeLetter.OfSection(section)).ToDictionary(same => same.Key, same => same.ToArray());
        var names = new MemoryStream();
        names.WriteByte(0);
        Table = new byte[(symbols.Count + 1) * format.SymbolSize];
        int next = 1;
        foreach (bool local in (bool[])[true, false]) // the ABI wants local symbols first
        {
            foreach (KernelSymbol symbol in symbols)
            {
                if (IsLocal(symbol.Type) != local)
                    continue;
                Put(next++, (uint)names.Position, symbol, local);
                names.Write(symbol.Utf8Name);
                names.WriteByte(0);
            }
            if (local)
                FirstGlobal = next;
        }
        Names = names.ToArray();
    }

    /// <summary>.symtab.</summary>
    public byte[] Table { get; }

    /// <summary>.strtab.</summary>
    public byte[] Names { get; }

    /// <summary>Index of the first symbol that is not local (sh_info).</summary>
    public int FirstGlobal { get; }

    static bool IsLocal(char letter) => char.IsAsciiLetterLower(letter) && letter is not ('w' or 'v' or 'u');

    void Put(int index, uint name, KernelSymbol symbol, bool local)
    {
        Span<byte> raw = Table.AsSpan(index * _format.SymbolSize, _format.SymbolSize);
        ElfSection? place = symbol.Type is 'A' or 'a' ? null : Place(symbol.Address, symbol.Type);
        // Where bit 0 of a function says how to call it, a function at an odd address would be read as one byte before it.
        SymbolType type = place is null ? SymbolType.NoType
            : (place.Flags & SectionFlags.Execute) == 0 ? SymbolType.Object
            : symbol.Address % 2 == 0 ? SymbolType.Function : SymbolType.NoType;
        SymbolBinding binding = local ? SymbolBinding.Local : symbol.Type is 'w' or 'W' or 'v' or 'V' ? SymbolBinding.Weak
            : SymbolBinding.Global;
        int info = _format.Is64 ? 4 : 12;
        _format.PutU32(raw, 0, name);
        raw[info] = (byte)((int)binding << 4 | (int)type);
        _format.PutU16(raw, info + 2, (ushort)(place?.Index ?? SectionIndex.Absolute));
        _format.PutWord(raw, _format.Is64 ? 8 : 4, symbol.Address);
        _format.PutWord(raw, _format.Is64 ? 16 : 8, symbol.Size);
    }

    // The section that an address is in, or, where it is in none or another letter than its own is wanted, the nearest one of that
    // letter: the end of one thing is often the start of the next, or of a gap.
    ElfSection? Place(ulong address, char type)
    {
        ElfSection? place = Place(address);
        char letter = char.ToLowerInvariant(type) switch { 'g' => 'd', 's' => 'b', char other => other };
        if (letter is not ('t' or 'r' or 'd' or 'b') || place is not null && TypeLetter.OfSection(place) == letter)
            return place;
        if (!_byLetter.TryGetValue(letter, out ElfSection[]? same))
            return place;
        int next = CountTo(same, address);
        ElfSection before = same[Math.Max(0, next - 1)];
        ElfSection behind = same[Math.Min(next, same.Length - 1)];
        return Distance(before, address) <= Distance(behind, address) ? before : behind;
    }

    static ulong Distance(ElfSection section, ulong address)
    {
        ulong end = section.Address + (ulong)section.Size;
        return address < section.Address ? section.Address - address : address > end ? address - end : 0;
    }

    // The end of a section belongs to it where nothing else starts.
    ElfSection? Place(ulong address)
    {
        int count = CountTo(_places, address);
        return count > 0 && address - _places[count - 1].Address <= (ulong)_places[count - 1].Size ? _places[count - 1] : null;
    }

    // How many of the sections start at an address or before it.
    static int CountTo(ElfSection[] places, ulong address)
    {
        int low = 0;
        for (int count = places.Length; count > 0;)
        {
            int half = count / 2;
            if (places[low + half].Address <= address)
                (low, count) = (low + half + 1, count - half - 1);
            else
                count = half;
        }
        return low;
    }
}
