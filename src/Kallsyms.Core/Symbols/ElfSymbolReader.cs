using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>Reads the symbols of an ELF image the way <c>nm -n</c> lists them, without nm.</summary>
static class ElfSymbolReader
{
    /// <summary>
    /// Reads all symbols that <c>nm -n</c> prints: undefined ones first (address 0), then by address, then by name as bytes, then in
    /// the order of the symbol table.
    /// </summary>
    /// <exception cref="KallsymsException">The image has no symbol table, or it is damaged.</exception>
    public static SymbolList Read(ElfFile image) => Read(image, Require(image));

    /// <summary>Reads them from a symbol table that was already loaded.</summary>
    public static SymbolList Read(ElfFile image, ElfSymbols symbols) => NumericOrder.Sort(InTableOrder(image, symbols));

    /// <summary>Reads them with their sizes.</summary>
    public static SymbolList ReadWithSizes(ElfFile image, ElfSymbols symbols) =>
        NumericOrder.Sort(InTableOrder(image, symbols, hasSizes: true));

    /// <summary>Returns the symbol table of an image.</summary>
    /// <exception cref="KallsymsException">The image has none, or it is damaged.</exception>
    public static ElfSymbols Require(ElfFile image) => image.ReadSymbols()
        ?? throw new KallsymsException(ErrorKind.Unreadable, "has no symbol table (.symtab): stripped", image.Name);

    /// <summary>Reads the same symbols in the order of the symbol table.</summary>
    public static SymbolList InTableOrder(ElfFile file, ElfSymbols symbols, bool hasSizes = false)
    {
        MachineRow machine = file.Header.Machine.Row();
        byte[] letters = file.Sections.Select(section => TypeLetter.OfSection(section, machine)).ToArray();
        var pieces = new SymbolListBuilder[Chunks.Count(symbols.Count)];
        Chunks.ForEach(symbols.Count, (piece, from, to) =>
        {
            pieces[piece] = new(symbols.Strings, to - from, hasSizes);
            for (int i = Math.Max(from, 1); i < to; i++)
                Add(pieces[piece], symbols[i]);
        });
        return SymbolListBuilder.Join(symbols.Strings, pieces);

        void Add(SymbolListBuilder list, in ElfSymbol symbol)
        {
            if (symbol.Type is SymbolType.Section or SymbolType.File)
                return;
            ReadOnlySpan<byte> name = symbols.Name(symbol.NameOffset);
            if (MappingSymbol.Is(machine, name))
                return;
            bool undefined = symbol.Section == SectionIndex.Undefined;
            byte type = TypeLetter.Of(symbol, (uint)symbol.Section < (uint)letters.Length ? letters[symbol.Section] : null, machine);
            list.Add(undefined ? 0 : Address(machine, symbol), type, symbol.NameOffset, name.Length, symbol.Section, symbol.Size);
        }
    }

    /// <summary>
    /// Returns a symbol's address. Bit 0 of a Thumb or compressed MIPS function is cleared, since it selects the instruction set.
    /// </summary>
    public static ulong Address(MachineRow machine, in ElfSymbol symbol)
    {
        // A common symbol has an alignment instead of an address; nm shows its size.
        if (machine.CommonLetter(symbol.Section) is not null)
            return symbol.Size;
        bool hasModeBit = symbol.Type switch
        {
            SymbolType.Function => machine.FunctionsHaveModeBit,
            SymbolType.IndirectFunction => machine.IndirectFunctionsHaveModeBit,
            _ => false,
        };
        return hasModeBit ? symbol.Value & ~1UL : symbol.Value;
    }
}
