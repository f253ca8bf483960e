using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Live;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Export;

/// <summary>The bytes of .symtab and .strtab for the symbols of a kernel.</summary>
sealed class SymbolSections
{
    readonly ElfFormat _format;
    readonly ElfSection[] _places; // of the kernel, in address order
    readonly ElfSection[] _modules; // including those of modules
    readonly Dictionary<char, ElfSection[]> _byLetter; // the sections by the letters of their symbols

    public SymbolSections(KernelSymbols symbols, IReadOnlyList<ModuleSymbol> others, ElfFormat format, IEnumerable<ElfSection> sections)
    {
        _format = format;
        ElfSection[] all = [.. sections.Where(section => (section.Flags & SectionFlags.Alloc) != 0 && section.Size > 0).OrderBy(
            section => section.Address)];
        _places = Array.FindAll(all, section => !OwnSymbols.IsOfModule(section));
        _modules = Array.FindAll(all, OwnSymbols.IsOfModule);
        _byLetter = _places.GroupBy(LetterOf).ToDictionary(same => same.Key, same => same.ToArray());
        // Parts of a module missing from a dump have no section, and no symbols.
        (ModuleSymbol Symbol, ElfSection Place)[] placed = others.Select(symbol => (symbol, place: Place(_modules, symbol.Address)))
            .Where(each => each.place is not null).Select(each => (each.symbol, each.place!)).ToArray();
        var names = new MemoryStream();
        names.WriteByte(0);
        Table = new byte[(symbols.Count + placed.Length + 1) * format.SymbolSize];
        int next = 1;
        foreach (bool local in (bool[])[true, false]) // the ABI requires local symbols first
        {
            foreach (KernelSymbol symbol in symbols)
            {
                if (IsLocal(symbol.Type) == local)
                {
                    Put(next++, names, symbol.Utf8Name, symbol.Address, symbol.Size, symbol.Type,
                        symbol.Type is 'A' or 'a' ? null : Place(symbol.Address, symbol.Type));
                }
            }
            foreach ((ModuleSymbol symbol, ElfSection place) in placed)
            {
                if (IsLocal((char)symbol.Letter) == local)
                    Put(next++, names, symbol.Name, symbol.Address, symbol.Size, (char)symbol.Letter, place);
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

    /// <summary>The index of the first global symbol (sh_info).</summary>
    public int FirstGlobal { get; }

    static bool IsLocal(char letter) => char.IsAsciiLetterLower(letter) && letter is not ('w' or 'v' or 'u');

    void Put(int index, MemoryStream names, ReadOnlySpan<byte> name, ulong address, ulong size, char letter, ElfSection? place)
    {
        Span<byte> raw = Table.AsSpan(index * _format.SymbolSize, _format.SymbolSize);
        // Where bit 0 of a function selects the instruction set, a function at an odd address would be read as one byte lower.
        SymbolType type = place is null ? SymbolType.NoType
            : (place.Flags & SectionFlags.Execute) == 0 ? SymbolType.Object
            : address % 2 == 0 ? SymbolType.Function : SymbolType.NoType;
        SymbolBinding binding = IsLocal(letter) ? SymbolBinding.Local : letter is 'w' or 'W' or 'v' or 'V' ? SymbolBinding.Weak
            : SymbolBinding.Global;
        int info = _format.Is64 ? 4 : 12;
        _format.PutU32(raw, 0, (uint)names.Position);
        raw[info] = (byte)((int)binding << 4 | (int)type);
        _format.PutU16(raw, info + 2, (ushort)(place?.Index ?? SectionIndex.Absolute));
        _format.PutWord(raw, _format.Is64 ? 8 : 4, address);
        _format.PutWord(raw, _format.Is64 ? 16 : 8, size);
        names.Write(name);
        names.WriteByte(0);
    }

    // The section that contains an address or, if there is none or its letter is not the wanted one, the nearest one of that letter:
    // the end of one thing is often the start of the next, or of a gap.
    ElfSection? Place(ulong address, char type)
    {
        ElfSection? place = Place(_places, address);
        char letter = char.ToLowerInvariant(type) switch { 'g' => 'd', 's' => 'b', char other => other };
        if (letter is not ('t' or 'r' or 'd' or 'b') || place is not null && LetterOf(place) == letter)
            return place;
        if (!_byLetter.TryGetValue(letter, out ElfSection[]? same))
            return place;
        int next = CountTo(same, address);
        ElfSection before = same[Math.Max(0, next - 1)];
        ElfSection behind = same[Math.Min(next, same.Length - 1)];
        return Distance(before, address) <= Distance(behind, address) ? before : behind;
    }

    static char LetterOf(ElfSection section) => OwnSymbols.IsFilledBss(section) ? 'b' : (char)TypeLetter.OfSection(section);

    static ulong Distance(ElfSection section, ulong address)
    {
        ulong end = section.Address + (ulong)section.Size;
        return address < section.Address ? section.Address - address : address > end ? address - end : 0;
    }

    // The end of a section belongs to it if nothing else starts there.
    static ElfSection? Place(ElfSection[] places, ulong address)
    {
        int count = CountTo(places, address);
        return count > 0 && address - places[count - 1].Address <= (ulong)places[count - 1].Size ? places[count - 1] : null;
    }

    // The number of sections that start at or before an address.
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
