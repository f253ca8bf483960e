using Kallsyms.Elf;

namespace Kallsyms.Dwarf;

/// <summary>
/// Where the sections of an object are placed. Sections of a module all start at 0, so its addresses are ambiguous until each section
/// has a place of its own; linked files are left alone.
/// </summary>
sealed class ObjectPlaces
{
    const ulong Page = 1 << 12;

    readonly ElfFile _file;
    readonly ulong[] _places;
    readonly ElfSymbols? _symbols;
    readonly Dictionary<int, ElfSection> _relocations = [];

    /// <summary>Assigns places.</summary>
    public ObjectPlaces(ElfFile file)
    {
        _file = file;
        _places = file.Sections.Select(section => section.Address).ToArray();
        IsObject = file.Header.Type == ElfType.Relocatable;
        if (!IsObject)
            return;
        _symbols = file.ReadSymbols();
        ulong next = Page;
        foreach (ElfSection section in file.Sections)
        {
            if ((section.Flags & SectionFlags.Alloc) != 0)
            {
                _places[section.Index] = next;
                next = (next + (ulong)section.Size + 2 * Page - 1) / Page * Page;
            }
            else if (section.Type is SectionType.Rela or SectionType.Rel)
            {
                _relocations.TryAdd(section.Info, section);
            }
        }
    }

    /// <summary>Whether the file is an object that is not linked yet.</summary>
    public bool IsObject { get; }

    /// <summary>Returns where a section starts.</summary>
    public ulong Of(int section) => _places[section];

    /// <summary>Returns the address of a symbol; null if it is in no section.</summary>
    public ulong? Of(ElfSymbol symbol) => (uint)symbol.Section >= (uint)_places.Length || symbol.Section == 0 ? null
        : IsObject ? _places[symbol.Section] + symbol.Value : symbol.Value;

    /// <summary>Applies relocations to a section of debug information.</summary>
    /// <exception cref="KallsymsException">The type of a relocation is not supported.</exception>
    public void Relocate(ElfSection section, byte[] bytes)
    {
        if (!_relocations.TryGetValue(section.Index, out ElfSection? table) || _symbols is null)
            return;
        MachineRow machine = _file.Header.Machine.Row();
        RelocationTypes types = (_file.Format.Is64 ? machine.Wide : machine.Narrow) ?? default;
        bool withAddend = table.Type == SectionType.Rela;
        foreach (ElfRelocation relocation in _file.ReadRelocations(table))
        {
            bool isWord = relocation.Type == types.Word;
            if (relocation.Type == 0)
                continue;
            if (!isWord && (relocation.Type != types.Absolute32 || types.Absolute32 == 0))
            {
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"relocations of type {relocation.Type} ({_file.Header.Machine}) in {section.Name} are not "
                        + "applied, so that lines of such modules are not known", _file.Name);
            }
            Apply(bytes, relocation, isWord && _file.Format.Is64 ? 8 : 4, withAddend);
        }
    }

    void Apply(byte[] bytes, ElfRelocation relocation, int size, bool withAddend)
    {
        if (relocation.Offset > (ulong)bytes.Length || (ulong)bytes.Length - relocation.Offset < (ulong)size
            || (uint)relocation.Symbol >= (uint)_symbols!.Count)
            throw DwarfCursor.Damaged((long)relocation.Offset);
        int at = (int)relocation.Offset;
        ElfSymbol symbol = _symbols[relocation.Symbol];
        ulong addend = withAddend ? (ulong)relocation.Addend : size == 8 ? _file.Format.U64(bytes, at) : _file.Format.U32(bytes, at);
        ulong value = (Of(symbol) ?? 0) + addend;
        if (size == 8)
            _file.Format.PutU64(bytes, at, value);
        else
            _file.Format.PutU32(bytes, at, (uint)value);
    }
}
