using System.Runtime.InteropServices;
using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// The symbols that an image will have, from its inputs alone: the objects' symbols without those in discarded sections, and the labels
/// of the linker script. Names and types are meant to be right; addresses only say which section comes before which.
/// </summary>
sealed class SymbolEstimate
{
    // GNU ld fills these in images that can be loaded anywhere.
    static readonly (string Name, SectionFlags Access)[] _linkerMade =
        [(".got", SectionFlags.Write), (".got.plt", SectionFlags.Write), (".rela.dyn", SectionFlags.None)];

    const long MaxScript = 4 << 20;

    // Made-up addresses: before, among and behind the symbols of an output section, and behind the section.
    const int Step = 4;

    readonly InputObjects _inputs;
    readonly LinkerScript _script;
    readonly LinkerCommandLine _command;
    readonly SectionPlacement _placement;
    readonly Dictionary<NameSlice, (byte Type, ulong Address)> _globals = [];
    readonly HashSet<string> _unplaced = [];
    readonly HashSet<NameSlice> _provided = [];
    readonly OutputSection?[] _next;
    readonly OutputSection?[] _nextKept;
    readonly bool _isLld;
    readonly bool _isRelocatable;

    // ld.lld makes hidden symbols local; GNU ld does so only in shared objects.
    readonly bool _hides;
    readonly List<(NameSlice Name, byte Type, ulong Address)> _locals = [];

    SymbolEstimate(InputObjects inputs, LinkerScript script, LinkerCommandLine command)
    {
        (_inputs, _script, _command, _placement) = (inputs, script, command, new(script));
        (_next, _nextKept) = (new OutputSection?[script.Statements.Count], new OutputSection?[script.Statements.Count]);
        (_isLld, _isRelocatable) = (command.IsLld, command.LooksRelocatable);
        _hides = _isLld || command.IsShared;
    }

    /// <summary>The estimated symbols, in no particular order; null when the inputs do not tell.</summary>
    /// <param name="command">The link.</param>
    /// <param name="table">The object that will hold the table: its section and labels are in the image too.</param>
    public static EstimatedSymbols? Make(LinkerCommandLine command, ElfObject table)
    {
        if (command.Script is not { } path || !IsReadable(path))
            return null;
        using InputObjects? inputs = InputObjects.Load(command);
        if (inputs is null)
            return null;
        LinkerScript script = LinkerScriptParser.Parse(InputFile.ReadText(path));
        return new(new SymbolEstimate(inputs, script, command).Collect(table), PercpuAtZero(script));
    }

    // What is larger was not written for a kernel, and what is no regular file may have no end.
    static bool IsReadable(string path) => FileStatus.Of(path) is { Kind: FileKind.Regular } && new FileInfo(path).Length <= MaxScript;

    // The x86-64 kernel's per-cpu symbols are offsets: their section is linked at address 0.
    static bool PercpuAtZero(LinkerScript script) => script.Statements.OfType<ScriptSection>().Any(section =>
        IsAtZero(section)
        && section.Items.OfType<ScriptInnerLabel>().Any(label => label.Assignment.Name == "__per_cpu_start"));

    static bool IsAtZero(ScriptSection section) => section.Address.Trim('(', ')', ' ') == "0";

    SymbolList Collect(ElfObject table)
    {
        // Sections first: the letter of a symbol depends on everything that lands in its section.
        var places = new List<OutputSection?[]>();
        IReadOnlyList<bool[]>? live = _command.CollectsGarbage ? LiveSections.Find(_inputs.Loaded, _script, _placement, _command) : null;
        for (int i = 0; i < _inputs.Loaded.Count; i++)
        {
            ElfFile file = _inputs.Loaded[i].File;
            places.Add([.. file.Sections.Select(section => live is null || live[i][section.Index] ? Place(file, section) : null)]);
        }
        foreach ((string name, SectionFlags access) in _isRelocatable && !_isLld ? _linkerMade : [])
            _placement.Find(name)?.KeepLinkerMade(access);
        (NameSlice Name, byte Type, ulong Address)[] made =
            [.. LinkerMadeSymbols.Of(_inputs, _isLld, _isRelocatable).Select(PlaceLinkerMade).OfType<(NameSlice, byte, ulong)>()];
        OutputSection? tablePlace = _placement.Place("", table.SectionHeader);
        for (int i = 0; i < places.Count; i++)
            CollectObject(_inputs.Loaded[i], places[i]);
        foreach (ObjectLabel label in tablePlace is null ? [] : table.Labels)
            _globals[NameSlice.Encode(label.Name)] = (Upper(tablePlace!.Letter), Address(tablePlace, 1));
        CollectLabels();
        foreach ((NameSlice name, byte type, ulong address) in made)
            _globals.TryAdd(name, (type, address));
        return Build();
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
        return _placement.Place("", new(0, made.Symbol.Section, SectionType.ProgBits, access, 0, 0, 8, 0, 0, 8, 0)) is { } place
            ? (name, type, Address(place, 1))
            : null;
    }

    OutputSection? Place(ElfFile file, ElfSection section) => section.Type switch
    {
        SectionType.Null or SectionType.SymbolTable or SectionType.StringTable or SectionType.Rel or SectionType.Rela
            or SectionType.Group => null,
        _ when (section.Flags & SectionFlags.Exclude) != 0 => null,
        _ => _placement.Place(file.Name, section),
    };

    void CollectObject(InputObject input, OutputSection?[] places)
    {
        if (input.Symbols is not { } symbols)
            return;
        MachineRow machine = input.File.Header.Machine.Row();
        bool is64 = input.File.Format.Is64;
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Section == SectionIndex.Undefined || symbol.Type is SymbolType.Section or SymbolType.File)
                continue;
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
            NameSlice name = new(symbols.Strings, symbol.NameOffset, bytes.Length);
            OutputSection? output = inSection ? places[symbol.Section] : null;
            byte type = Letter(machine, symbol, output);
            ulong address = output is null ? symbol.Value : Address(output, 1);
            if (symbol.Binding == SymbolBinding.Local)
            {
                _locals.Add((name, type, address));
                continue;
            }
            // nm does not show any more that a hidden one was weak.
            bool weak = symbol.Binding == SymbolBinding.Weak;
            if (weak && output is not null && IsHidden(name))
                type = output.Letter;
            ref (byte Type, ulong) global = ref CollectionsMarshal.GetValueRefOrAddDefault(_globals, name, out bool known);
            if (!known || !weak && IsWeak(global.Type))
                global = (type, address);
        }
    }

    bool IsLocalLabel(MachineRow machine, bool is64, ReadOnlySpan<byte> name) =>
        _isLld ? name.StartsWith(".L"u8) : MappingSymbol.IsLocalLabel(machine, is64, name);

    // Without an option only those in sections whose equal contents are merged.
    bool DropsLocalLabels(ElfSection? section) => _command.LocalLabels switch
    {
        LocalLabelChoice.Dropped => true,
        LocalLabelChoice.Kept => false,
        _ => section is not null && (section.Flags & SectionFlags.Merge) != 0,
    };

    bool IsHidden(NameSlice name) => _hides && _inputs.IsHidden(name);

    // Hidden ones have the letters of local symbols.
    static bool IsWeak(byte type) => type is (byte)'W' or (byte)'V' || char.IsAsciiLetterLower((char)type);

    static byte Letter(MachineRow machine, in ElfSymbol symbol, OutputSection? output)
    {
        byte letter = TypeLetter.Of(symbol, null, machine);
        // Common symbols end up in .bss.
        if (letter == 'C')
            return (byte)'B';
        if (output is null || letter is not ((byte)'a' or (byte)'A'))
            return letter;
        return symbol.Binding == SymbolBinding.Local ? output.Letter : Upper(output.Letter);
    }

    void CollectLabels()
    {
        foreach (ScriptSection section in _isLld ? [] : _script.Statements.OfType<ScriptSection>())
        {
            foreach (ScriptInnerLabel step in section.Items.OfType<ScriptInnerLabel>().Where(label => label.Assignment.Name == "."))
                _placement.Of(section).Keep(takesRoom: !IsAlignment(step.Assignment.Expression));
            if (section.Items.Any(item => item is ScriptData))
                _placement.Of(section).KeepLinkerMade(SectionFlags.None);
        }
        FindNextKept();
        // A label may be another name for one that follows: what GNU ld makes of it is known when all have been seen once.
        for (int i = 0; i < 2; i++)
            DefineLabels();
    }

    static bool IsAlignment(string expression) => expression == "." || expression.StartsWith("ALIGN", StringComparison.Ordinal);

    void DefineLabels()
    {
        OutputSection? previous = null;
        OutputSection? neighbour = null;
        _unplaced.UnionWith(_isLld ? [] : _script.Statements.OfType<ScriptLabel>()
            .Where(label => IsAlignment(label.Assignment.Expression)).Select(label => label.Assignment.Name));
        bool dotMoved = false;
        for (int i = 0; i < _script.Statements.Count; i++)
        {
            switch (_script.Statements[i])
            {
                case ScriptSection section when section.Name != LinkerScript.Discard:
                    OutputSection output = _placement.Of(section);
                    if (_isLld && section.Items.OfType<ScriptInnerLabel>().Any(label => label.Assignment.Name != "."))
                        output.Inherit(previous);
                    if (output.IsKept)
                        CollectInnerLabels(section, output, output, null);
                    else
                        CollectInnerLabels(section, output, output.Near(neighbour, _next[i]), AddressOfDot(previous, dotMoved, i));
                    if (output.IsKept)
                        neighbour = output;
                    if (output is { IsKept: true, InMemory: true })
                        previous = output;
                    dotMoved &= !output.IsKept;
                    break;
                case ScriptLabel { Assignment.Name: "." }:
                    dotMoved = true;
                    break;
                case ScriptLabel label:
                    OutputSection? home = Home(previous, dotMoved, i);
                    if (home != previous)
                        _unplaced.Add(label.Assignment.Name);
                    else
                        _unplaced.Remove(label.Assignment.Name);
                    bool isNumber = !_isLld && HasSymbols(label.Assignment.Expression);
                    Define(label.Assignment, isNumber ? null : home, AddressOfDot(previous, dotMoved, i));
                    break;
            }
        }
    }

    // Behind a step of the location counter the next section starts.
    ulong AddressOfDot(OutputSection? previous, bool dotMoved, int statement) =>
        dotMoved && _nextKept[statement] is { } next ? Address(next, 0) : previous is null ? 0 : Address(previous, 3);

    // All labels of a section that is dropped are at one address.
    void CollectInnerLabels(ScriptSection section, OutputSection output, OutputSection? home, ulong? dropped)
    {
        int length = _placement.LengthOf(section);
        bool behind = false;
        for (int i = 0; i < section.Items.Count; i++)
        {
            if (section.Items[i] is ScriptPattern)
                behind = true;
            else if (section.Items[i] is ScriptInnerLabel { Assignment: { Name: not "." } assignment })
                Define(assignment, home, dropped ?? Address(output, i >= length ? 3u : behind ? 2u : 0));
        }
    }

    // A label belongs to the section before it, unless the location counter was moved on for the one that follows. When that one is
    // dropped, the next takes its place, but not one with contents behind one that takes no room in the file.
    OutputSection? Home(OutputSection? previous, bool dotMoved, int statement)
    {
        if (previous is not null && (!dotMoved || _isLld))
            return previous;
        ScriptSection? following = _script.Statements.Skip(statement).OfType<ScriptSection>()
            .FirstOrDefault(section => section.Name != LinkerScript.Discard);
        OutputSection? next = _nextKept[statement];
        bool dropped = following is null || _placement.Of(following) != next;
        return next is null || dropped && previous is { HasContents: false } && next.HasContents ? previous : next;
    }

    // Outside of output sections GNU ld takes an expression with a symbol for a number.
    bool HasSymbols(string expression) => !expression.Contains("ADDR", StringComparison.Ordinal)
        && ScriptExpression.Words(expression).Any(word => word != "." && _globals.ContainsKey(NameSlice.Encode(word)))
        && !ScriptExpression.Words(expression).Contains(".");

    // For each statement the next one behind it whose section is in the image, and the next that is in memory too.
    void FindNextKept()
    {
        (OutputSection? next, OutputSection? inMemory) = (null, null);
        for (int i = _nextKept.Length - 1; i >= 0; i--)
        {
            (_next[i], _nextKept[i]) = (next, inMemory);
            if (_script.Statements[i] is not ScriptSection section || section.Name == LinkerScript.Discard
                || _placement.Of(section) is not { IsKept: true } kept)
                continue;
            next = kept;
            // A section at an address of its own (per-cpu symbols, at 0) is not where the location counter is.
            inMemory = kept.InMemory && !IsAtZero(section) ? kept : inMemory;
        }
    }

    void Define(ScriptAssignment assignment, OutputSection? home, ulong address)
    {
        NameSlice name = NameSlice.Encode(assignment.Name);
        if (assignment.OnlyIfWanted && !_provided.Contains(name))
        {
            if (!_inputs.IsWanted(name) || _globals.ContainsKey(name))
                return;
            _provided.Add(name);
        }
        string expression = assignment.Expression;
        // The name of a symbol alone makes another name for it, with its type.
        if (_globals.TryGetValue(NameSlice.Encode(expression), out (byte Type, ulong Address) other))
        {
            // GNU ld gives a label to a section late, if it comes behind or is that of the section behind it: another name for it has none.
            _globals[name] = _unplaced.Contains(expression) ? ((byte)'A', other.Address) : other;
            return;
        }
        _globals[name] = (SectionLetter(expression, home) ?? (byte)'A', address);
    }

    // The letter of what an expression is an address in, or null for a number: addresses that are added count, those that are
    // subtracted cancel one.
    byte? SectionLetter(string expression, OutputSection? home)
    {
        // GNU ld takes the whole for a number, ld.lld only what the parentheses hold.
        for (int absolute; (absolute = expression.IndexOf("ABSOLUTE", StringComparison.Ordinal)) >= 0;)
        {
            int close = _isLld ? expression.IndexOf(')', absolute) : -1;
            if (close < 0)
                return null;
            expression = expression[(close + 1)..];
        }
        int balance = 0;
        int sign = 1;
        byte letter = home is null ? (byte)'A' : Upper(home.Letter);
        for (int i = 0; i < expression.Length;)
        {
            char c = expression[i];
            if (!ScriptExpression.IsNamePart(c))
            {
                sign = c == '-' ? -1 : c is ' ' or '(' or ')' ? sign : 1;
                i++;
                continue;
            }
            int start = i;
            while (i < expression.Length && ScriptExpression.IsNamePart(expression[i]))
                i++;
            string word = expression[start..i];
            if (word is "." or "ADDR" or "ALIGN")
            {
                balance += sign;
            }
            else if (_globals.TryGetValue(NameSlice.Encode(word), out (byte Type, ulong _) known)
                && known.Type is not ((byte)'A' or (byte)'a'))
            {
                balance += sign;
                letter = sign > 0 ? Upper(known.Type) : letter;
            }
        }
        return balance != 0 && home is not null ? letter : null;
    }

    static ulong Address(OutputSection section, uint place) => (ulong)section.Order * Step + place;

    static byte Upper(byte letter) => char.IsAsciiLetterLower((char)letter) ? (byte)(letter - 32) : letter;

    SymbolList Build()
    {
        var names = new byte[_locals.Sum(local => local.Name.Length) + _globals.Keys.Sum(name => name.Length)];
        var list = new SymbolListBuilder(names, _locals.Count + _globals.Count);
        int at = 0;
        foreach ((NameSlice name, byte type, ulong address) in _locals)
            Add(name, type, address);
        foreach ((NameSlice name, (byte type, ulong address)) in _globals)
            Add(name, IsHidden(name) ? (byte)char.ToLowerInvariant((char)type) : type, address);
        return list.Build();

        void Add(NameSlice name, byte type, ulong address)
        {
            name.Bytes.CopyTo(names.AsSpan(at));
            list.Add(address, type, at, name.Length, -1);
            at += name.Length;
        }
    }
}

/// <summary>What is known of an image's symbols before it is linked.</summary>
/// <param name="Symbols">Names and types.</param>
/// <param name="PercpuAtZero">The per-cpu symbols will start at address 0.</param>
sealed record EstimatedSymbols(SymbolList Symbols, bool PercpuAtZero);
