using Kallsyms.Dwarf;
using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.SourceLines;

/// <summary>A file with debug information for a kernel or one module, and its symbols.</summary>
sealed class DebugFile : IDisposable
{
    readonly ElfFile _file;
    readonly ObjectPlaces _places;
    readonly Dictionary<string, List<DebugFunction>> _functions = [];
    readonly Dictionary<int, ulong[]> _starts = []; // for each section with code, where symbols start
    readonly DebugInformation _information;

    DebugFile(ElfFile file)
    {
        _file = file;
        _places = new(file);
        _information = new(file, _places);
        ReadFunctions();
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="KallsymsException">The file cannot be read, or has no debug information or no symbols.</exception>
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

    /// <summary>The name of the file in messages.</summary>
    public string Name => _file.Name;

    /// <summary>The functions by name.</summary>
    public IReadOnlyDictionary<string, List<DebugFunction>> Functions => _functions;

    /// <summary>Why lines of some places are unknown; null if the file gives no reason.</summary>
    public string? Fault => _information.Fault;

    /// <summary>Returns the lines of an address; empty if unknown.</summary>
    public IReadOnlyList<SourcePlace> Find(ulong address) => _information.Find(address);

    /// <summary>Returns the kernel's "Linux version ..." line; null if it is not a kernel, or does not contain one.</summary>
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

    /// <summary>
    /// Whether no other code follows the function at the end of a module's code. Init code does not count, since it is loaded
    /// elsewhere.
    /// </summary>
    public bool IsLast(DebugFunction function) => Extent(function) is null && !_starts.Keys.Any(
        section => section > function.Section && IsInitial(section) == IsInitial(function.Section));

    bool IsInitial(int section) => _file.Sections[section].Name.StartsWith(".init", StringComparison.Ordinal);

    /// <summary>
    /// Returns the distance in bytes from a function to the next in its section, which is how the kernel computes sizes; null if it is
    /// the last one.
    /// </summary>
    public ulong? Extent(DebugFunction function)
    {
        ulong[] starts = _starts[function.Section];
        int next = Array.BinarySearch(starts, function.Address) + 1;
        return next > 0 && next < starts.Length ? starts[next] - function.Address : null;
    }
}
