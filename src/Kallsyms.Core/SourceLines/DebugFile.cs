using Kallsyms.Dwarf;
using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.SourceLines;

/// <summary>A file with debug information, of a kernel or of one module, and its symbols.</summary>
sealed class DebugFile : IDisposable
{
    readonly ElfFile _file;
    readonly ObjectPlaces _places;
    readonly Dictionary<string, List<DebugFunction>> _functions = [];
    readonly Dictionary<int, ulong[]> _starts = []; // of each section with code, where symbols start
    readonly DebugInformation _information;

    DebugFile(ElfFile file)
    {
        _file = file;
        _places = new(file);
        _information = new(file, _places);
        ReadFunctions();
    }

    /// <summary>Opens one.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or has no debug information or no symbols.</exception>
    public static DebugFile Open(string path)
    {
        ElfFile file = ElfFile.Open(path);
        try
        {
            return new(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Its name, in messages.</summary>
    public string Name => _file.Name;

    /// <summary>All names of functions, and where functions of that name are.</summary>
    public IReadOnlyDictionary<string, List<DebugFunction>> Functions => _functions;

    /// <summary>Why lines of some places are not known; null: there is no reason in the file.</summary>
    public string? Fault => _information.Fault;

    /// <summary>The lines of an address; empty: not known.</summary>
    public IReadOnlyList<SourcePlace> Find(ulong address) => _information.Find(address);

    /// <summary>"Linux version ...", as the kernel says it; null: it is no kernel, or does not say.</summary>
    public string? ReadBanner()
    {
        if (_file.ReadSymbols() is not { } symbols)
            return null;
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols[i] is { Section: > 0 } symbol && symbols.Name(symbol.NameOffset).SequenceEqual(KernelBanner.Label))
                return KernelBanner.ReadAt(_file, symbol.Value);
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    void ReadFunctions()
    {
        ElfSymbols symbols = _file.ReadSymbols()
            ?? throw new KallsymsException(ErrorKind.Negative, "has no symbols (.symtab) to tell which build it is of", Name);
        MachineRow machine = _file.Header.Machine.Row();
        var starts = new Dictionary<int, List<ulong>>();
        for (int i = 0; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            bool isCode = symbol.Section > 0 && symbol.Section < _file.Sections.Count
                && (_file.Sections[symbol.Section].Flags & SectionFlags.Execute) != 0;
            if (!isCode || symbol.Type is SymbolType.Section or SymbolType.File
                || SymbolPlaces.IsMapping(symbols.Name(symbol.NameOffset))
                || _places.Of(symbol with { Value = ElfSymbolReader.Address(machine, symbol) }) is not ulong address)
                continue;
            string name = symbols.Text(symbol.NameOffset);
            if (!starts.TryGetValue(symbol.Section, out List<ulong>? places))
                starts[symbol.Section] = places = [];
            places.Add(address);
            if (!_functions.TryGetValue(name, out List<DebugFunction>? alike))
                _functions[name] = alike = [];
            alike.Add(new(address, symbol.Size, symbol.Section));
        }
        foreach ((int section, List<ulong> places) in starts)
            _starts[section] = places.Distinct().Order().ToArray();
    }

    /// <summary>No other code follows it where a module's code ends: what is initial is loaded elsewhere.</summary>
    public bool IsLast(DebugFunction function) => Extent(function) is null && !_starts.Keys.Any(
        section => section > function.Section && IsInitial(section) == IsInitial(function.Section));

    bool IsInitial(int section) => _file.Sections[section].Name.StartsWith(".init", StringComparison.Ordinal);

    /// <summary>Bytes from a function to the next one of its section, as the kernel reckons sizes; null: it is the last one.</summary>
    public ulong? Extent(DebugFunction function)
    {
        ulong[] starts = _starts[function.Section];
        int next = Array.BinarySearch(starts, function.Address) + 1;
        return next > 0 && next < starts.Length ? starts[next] - function.Address : null;
    }
}
