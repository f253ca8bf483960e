using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// The symbols that an image will have, from its inputs alone: the objects' symbols except those in discarded sections, and the labels
/// of the linker script. Names and types are meant to be right; addresses only order the sections.
/// </summary>
sealed class SymbolEstimate
{
    // GNU ld fills these in images that can be loaded at any address.
    static readonly (string Name, SectionFlags Access)[] _linkerMade =
        [(".got", SectionFlags.Write), (".got.plt", SectionFlags.Write), (".rela.dyn", SectionFlags.None)];

    const long MaxScript = 4 << 20;

    // Since this release of ld.lld, sections with only labels are not executable (llvm-project pull request 70911).
    const int FirstWithoutExecute = 18;

    readonly InputObjects _inputs;
    readonly LinkerScript _script;
    readonly LinkerCommandLine _command;
    readonly EstimateKind _kind;
    readonly SectionPlacement _placement;
    readonly ImageSymbols _symbols;
    readonly bool _isLld;
    readonly bool _isRelocatable;

    // ld.lld makes hidden symbols local; GNU ld does so only in shared objects.
    readonly bool _hides;

    SymbolEstimate(InputObjects inputs, LinkerScript script, LinkerCommandLine command, EstimateKind kind)
    {
        (_inputs, _script, _command, _kind) = (inputs, script, command, kind);
        (_isLld, _isRelocatable) = (command.IsLld, command.LooksRelocatable);
        MachineRow? machine = inputs.Loaded is [{ File.Header.Machine: var number }, ..] ? number.Row() : null;
        _placement = new(script, keepsEmpty: _isLld || command.KeepsRelocations, machine);
        _hides = _isLld || command.IsShared;
        _symbols = new(inputs.Names, inputs.Loaded.Sum(input => input.Symbols?.Count ?? 0));
    }

    /// <summary>Estimates the symbols, in no particular order; returns null if the inputs do not tell.</summary>
    /// <param name="command">The link.</param>
    /// <param name="table">The object that will hold the table; the image will have its section and labels too.</param>
    /// <param name="hints">What else is known.</param>
    /// <param name="kind">Which symbols to estimate.</param>
    public static EstimatedSymbols? Make(
        LinkerCommandLine command, ElfObject table, EstimateHints hints = default, EstimateKind kind = EstimateKind.All)
    {
        if (command.Script is not { } path || !IsReadable(path))
            return null;
        using InputObjects? inputs = InputObjects.Load(command);
        if (inputs is null)
            return null;
        LinkerScript script = LinkerScriptParser.Parse(InputFile.ReadText(path)).After(command.DefinedSymbols);
        return new(new SymbolEstimate(inputs, script, command, kind).Collect(table, hints), PercpuAtZero(script));
    }

    // Anything larger was not written for a kernel, and a file that is not regular may have no end.
    static bool IsReadable(string path) => FileStatus.Of(path) is { Kind: FileKind.Regular } && new FileInfo(path).Length <= MaxScript;

    // The x86-64 kernel's per-cpu symbols are offsets: their section is linked at address 0.
    static bool PercpuAtZero(LinkerScript script) => script.Statements.OfType<ScriptSection>().Any(section =>
        section.IsAtZero
        && section.Items.OfType<ScriptInnerLabel>().Any(label => label.Assignment.Name == "__per_cpu_start"));

    SymbolList Collect(ElfObject table, EstimateHints hints)
    {
        // Sections first: the letter of a symbol depends on everything placed in its section.
        var places = new List<OutputSection?[]>();
        IReadOnlyList<bool[]>? live = _command.CollectsGarbage ? LiveSections.Find(_inputs, _script, _placement, _command) : null;
        for (int i = 0; i < _inputs.Loaded.Count; i++)
        {
            ElfFile file = _inputs.Loaded[i].File;
            places.Add([.. file.Sections.Select(section => live is null || live[i][section.Index] ? Place(file, section) : null)]);
        }
        foreach ((string name, SectionFlags access) in _isRelocatable && !_isLld ? _linkerMade : [])
            _placement.Find(name)?.KeepLinkerMade(access);
        (NameSlice Name, byte Type, ulong Address)[] made =
            LinkerMadeSymbols.Of(_inputs, _isLld, _isRelocatable).Select(PlaceLinkerMade).OfType<(NameSlice, byte, ulong)>().ToArray();
        OutputSection? tablePlace = _placement.Place("", table.SectionHeader);
        DroppedSections dropped = _isLld ? DroppedSections.None : DroppedSections.Find(_script, _placement);
        for (int i = 0; i < places.Count; i++)
            CollectObject(_inputs.Loaded[i], places[i], dropped);
        // Other symbols are not functions.
        if (_kind == EstimateKind.Functions)
            return _symbols.ToList(IsHidden);
        int tableItem = _placement.ItemOf("", table.SectionHeader.Name);
        foreach (ObjectLabel label in tablePlace is null ? [] : table.Labels)
            _symbols.Set(NameSlice.Encode(label.Name), ImageSymbols.Upper(tablePlace!.Letter), ImageSymbols.Address(tablePlace, tableItem));
        var inheritsExecute = new Lazy<bool>(() => hints.LldRelease?.Invoke() < FirstWithoutExecute);
        new ScriptLabels(_script, _inputs, _placement, dropped, _isLld, inheritsExecute, _symbols).Collect();
        foreach ((NameSlice name, byte type, ulong address) in made)
        {
            _symbols.SetIfMissing(name, type, address);
            // A symbol that ld.lld would hide stays hidden if the script defines it.
            if (_isLld && char.IsAsciiLetterLower((char)type) && _symbols.Find(name) is var (letter, place))
                _symbols.Set(name, (byte)char.ToLowerInvariant((char)letter), place);
        }
        SymbolList estimated = _symbols.ToList(IsHidden);
        if (hints.LastImage is null || LastImage.Missing(hints.LastImage, estimated) is not { Count: > 0 } missing)
            return estimated;
        ulong behind = _placement.Find(".text") is { } text ? ImageSymbols.Address(text, _placement.ItemOf("", ".text")) : 0;
        foreach ((NameSlice name, byte type) in missing)
            _symbols.AddLocal(name, type, behind);
        return _symbols.ToList(IsHidden);
    }

    (NameSlice Name, byte Type, ulong Address)? PlaceLinkerMade((string Name, LinkerSymbol Symbol) made)
    {
        (NameSlice name, byte type) = (NameSlice.Encode(made.Name), (byte)made.Symbol.Type);
        if (made.Symbol.Section.Length == 0)
            return (name, type, 0);
        SectionFlags access = SectionFlags.Alloc | made.Symbol.Type switch
        {
            't' => SectionFlags.Execute,
            'r' => SectionFlags.None,
            _ => SectionFlags.Write,
        };
        if (_placement.Place("", new(0, made.Symbol.Section, SectionType.ProgBits, access, 0, 0, 8, 0, 0, 8, 0)) is not { } place)
            return null;
        // The script may put it where other things are.
        if (place.Name != made.Symbol.Section)
            type = char.IsAsciiLetterUpper(made.Symbol.Type) ? ImageSymbols.Upper(place.Letter) : place.Letter;
        return (name, type, ImageSymbols.Address(place, 0));
    }

    OutputSection? Place(ElfFile file, ElfSection section) => section.Type switch
    {
        SectionType.Null or SectionType.SymbolTable or SectionType.StringTable or SectionType.Rel or SectionType.Rela
            or SectionType.Group => null,
        _ when (section.Flags & SectionFlags.Exclude) != 0 => null,
        _ => _placement.Place(file.Name, section),
    };

    void CollectObject(InputObject input, OutputSection?[] places, DroppedSections dropped)
    {
        if (input.Symbols is not { } symbols)
            return;
        MachineRow machine = input.File.Header.Machine.Row();
        bool is64 = input.File.Format.Is64;
        int[] items = input.File.Sections.Select((section, i) =>
            places[i] is null ? 0 : _placement.ItemOf(input.File.Name, section.Name)).ToArray();
        string source = "";
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Type == SymbolType.File && symbols.Text(symbol.NameOffset) is { Length: > 0 } named)
                source = named;
            if (symbol.Section == SectionIndex.Undefined || symbol.Type is SymbolType.Section or SymbolType.File
                || _kind == EstimateKind.Functions && symbol.Type != SymbolType.Function)
            {
                continue;
            }
            bool inSection = (uint)symbol.Section < (uint)places.Length;
            if (inSection && places[symbol.Section] is null)
                continue;
            ReadOnlySpan<byte> bytes = symbols.Name(symbol.NameOffset);
            if (MappingSymbol.Is(machine, bytes))
                continue;
            if (symbol.Binding == SymbolBinding.Local && IsLocalLabel(machine, is64, bytes)
                && DropsLocalLabels(inSection ? input.File.Sections[symbol.Section] : null))
            {
                continue;
            }
            OutputSection? output = inSection ? places[symbol.Section] : null;
            if (output is { IsKept: false })
            {
                if (symbol.Binding == SymbolBinding.Local)
                    continue;
                output = dropped.HomeOf(output);
            }
            byte type = Letter(machine, symbol, output);
            ulong address = output is null ? symbol.Value
                : ImageSymbols.Address(output, IsFirst(input, symbol, output) ? -1 : items[symbol.Section]);
            if (input.Number(i) is not { } name)
            {
                var local = new NameSlice(symbols.Strings, symbol.NameOffset, bytes.Length);
                if (_kind == EstimateKind.LocalsBehindFiles && source.Length > 0)
                    local = NameSlice.Encode($"{source}#{symbols.Text(symbol.NameOffset)}");
                _symbols.AddLocal(local, type, address);
                continue;
            }
            // nm no longer shows that a hidden symbol was weak.
            bool weak = symbol.Binding == SymbolBinding.Weak;
            if (weak && output is not null && IsHidden(name))
                type = output.Letter;
            _symbols.Merge(name, type, address, weak);
        }
    }

    static bool IsFirst(InputObject input, in ElfSymbol symbol, OutputSection output) =>
        symbol.Value == 0 && output.StartsWith(input.File.Sections[symbol.Section]);

    bool IsLocalLabel(MachineRow machine, bool is64, ReadOnlySpan<byte> name) =>
        _isLld ? name.StartsWith(".L"u8) : MappingSymbol.IsLocalLabel(machine, is64, name);

    // Without an option, only labels in sections whose equal contents are merged are dropped.
    bool DropsLocalLabels(ElfSection? section) => _command.LocalLabels switch
    {
        LocalLabelChoice.Dropped => true,
        LocalLabelChoice.Kept => false,
        _ => section is not null && (section.Flags & SectionFlags.Merge) != 0,
    };

    bool IsHidden(int name) => _hides && _inputs.IsHidden(name);

    static byte Letter(MachineRow machine, in ElfSymbol symbol, OutputSection? output)
    {
        byte letter = TypeLetter.Of(symbol, null, machine);
        // Common symbols end up in .bss.
        if (letter == 'C')
            return (byte)'B';
        if (output is null || letter is not ((byte)'a' or (byte)'A'))
            return letter;
        return symbol.Binding == SymbolBinding.Local ? output.Letter : ImageSymbols.Upper(output.Letter);
    }
}

/// <summary>Which symbols are estimated.</summary>
enum EstimateKind
{
    /// <summary>All symbols.</summary>
    All,

    /// <summary>All symbols; the names of local ones are prefixed with their source file and a #.</summary>
    LocalsBehindFiles,

    /// <summary>Functions, as their objects mark them.</summary>
    Functions,
}

/// <summary>What is known about a link besides its command.</summary>
/// <param name="LldRelease">
/// Asks for the first number of ld.lld's version, which is null if it does not tell; null: it is another linker.
/// </param>
/// <param name="LastImage">
/// The image of the last build, if the linker may repeat what it did then; null if nothing may depend on it.
/// </param>
readonly record struct EstimateHints(Func<int?>? LldRelease, string? LastImage);

/// <summary>What is known about an image's symbols before it is linked.</summary>
/// <param name="Symbols">The names and types.</param>
/// <param name="PercpuAtZero">Whether the per-cpu symbols will start at address 0.</param>
sealed record EstimatedSymbols(SymbolList Symbols, bool PercpuAtZero);
