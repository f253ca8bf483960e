using Kallsyms.Elf;

namespace Kallsyms.Linking.Estimate;

/// <summary>An object with its symbol table.</summary>
sealed class InputObject
{
    // The index of the first global symbol, and for each symbol from there on the number of its name, or -1 if it is not shared after all.
    readonly int _first;
    readonly int[] _numbers = [];

    /// <summary>Numbers the names of its global symbols.</summary>
    public InputObject(ElfFile file, ElfSymbols? symbols, NameNumbers names)
    {
        (File, Symbols) = (file, symbols);
        if (symbols is null)
            return;
        _first = 1;
        while (_first < symbols.Count && symbols[_first].Binding == SymbolBinding.Local)
            _first++;
        _numbers = new int[Math.Max(0, symbols.Count - _first)];
        var globals = new List<(int, NameUse)>(_numbers.Length);
        names.Expect(_numbers.Length);
        for (int i = _first; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            _numbers[i - _first] = -1;
            if (symbol.Binding == SymbolBinding.Local)
                continue;
            NameUse use = symbol.Section == SectionIndex.Undefined ? NameUse.Wanted : NameUse.Defined;
            int number = names.Of(new(symbols.Strings, symbol.NameOffset, symbols.Name(symbol.NameOffset).Length));
            _numbers[i - _first] = number;
            globals.Add((number, symbol.IsHidden ? use | NameUse.Hidden : use));
        }
        Globals = globals;
    }

    public ElfFile File { get; }

    public ElfSymbols? Symbols { get; }

    /// <summary>The names that other objects can see or must define, by number.</summary>
    public IReadOnlyList<(int Name, NameUse Use)> Globals { get; } = [];

    /// <summary>Returns the number of a symbol's name, or null if other objects cannot see it.</summary>
    public int? Number(int symbol) => symbol >= _first && _numbers[symbol - _first] is >= 0 and var number ? number : null;

    /// <summary>Whether it holds a compiler's intermediate code, whose symbols are created during the link.</summary>
    public bool IsIntermediate => File.Sections.Any(section =>
        section.Name.StartsWith(".gnu.lto_", StringComparison.Ordinal) || section.Name == ".llvm.lto");
}
