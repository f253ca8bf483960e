using Kallsyms.Elf;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// The objects that a command line makes a linker load: objects as they are named, all members of archives between --whole-archive and
/// --no-whole-archive, and from other archives the members that define something still wanted.
/// </summary>
sealed class InputObjects : IDisposable
{
    readonly List<ByteSource> _open = [];
    readonly HashSet<string> _defined = [];
    readonly HashSet<string> _wanted = [];

    /// <summary>Every object that will be linked, in order.</summary>
    public List<InputObject> Loaded { get; } = [];

    /// <summary>Names that some loaded object refers to without defining them.</summary>
    public IReadOnlySet<string> Wanted => _wanted;

    /// <summary>Names that some object defines or refers to as hidden.</summary>
    public HashSet<string> Hidden { get; } = [];

    /// <summary>Loads the objects; null when an input is of a kind whose symbols are not known before the link (link-time optimisation).</summary>
    public static InputObjects? Load(LinkCommand command)
    {
        var inputs = new InputObjects();
        if (inputs.TryLoad(command))
            return inputs;
        inputs.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ByteSource source in _open)
            source.Dispose();
    }

    bool TryLoad(LinkCommand command)
    {
        bool whole = false;
        var lazy = new List<InputObject>();
        foreach (string argument in command.Expanded)
        {
            if (argument.TrimStart('-') is "whole-archive" or "no-whole-archive")
                whole = !argument.Contains("no-", StringComparison.Ordinal);
            if (argument.StartsWith('-') || argument == command.Output || !File.Exists(argument))
                continue;
            ByteSource source = ByteSource.OpenFile(argument);
            _open.Add(source);
            if (ElfFile.IsElf(source))
            {
                if (!Add(source))
                    return false;
            }
            else if (ArArchive.IsArchive(source))
            {
                foreach (ByteSource member in ArArchive.Members(source))
                {
                    _open.Add(member);
                    if (!ElfFile.IsElf(member))
                        return false;
                    if (whole && !Add(member))
                        return false;
                    if (!whole)
                        lazy.Add(Read(member));
                }
            }
        }
        return LoadWanted(lazy);
    }

    bool Add(ByteSource source)
    {
        InputObject input = Read(source);
        if (input.File.Header.Type != ElfType.Relocatable)
            return true;
        Take(input);
        return !input.IsIntermediate;
    }

    // Archives in a group are searched until nothing more is found; outside of one a second search finds nothing that matters here.
    bool LoadWanted(List<InputObject> lazy)
    {
        bool found = true;
        while (found)
        {
            found = false;
            for (int i = 0; i < lazy.Count; i++)
            {
                if (!lazy[i].Defined.Any(_wanted.Contains))
                    continue;
                if (lazy[i].IsIntermediate)
                    return false;
                Take(lazy[i]);
                lazy.RemoveAt(i--);
                found = true;
            }
        }
        return true;
    }

    void Take(InputObject input)
    {
        Loaded.Add(input);
        Hidden.UnionWith(input.Hidden);
        foreach (string name in input.Defined)
        {
            _defined.Add(name);
            _wanted.Remove(name);
        }
        foreach (string name in input.Wanted)
        {
            if (!_defined.Contains(name))
                _wanted.Add(name);
        }
    }

    static InputObject Read(ByteSource source)
    {
        ElfFile file = ElfFile.Parse(source);
        return new(file, file.ReadSymbols());
    }
}

/// <summary>An object with its symbol table.</summary>
sealed class InputObject
{
    public InputObject(ElfFile file, ElfSymbols? symbols)
    {
        (File, Symbols) = (file, symbols);
        for (int i = 1; i < (symbols?.Count ?? 0); i++)
        {
            ElfSymbol symbol = symbols![i];
            if (symbol.Binding == SymbolBinding.Local)
                continue;
            string name = symbols.Text(symbol.NameOffset);
            (symbol.Section == SectionIndex.Undefined ? Wanted : Defined).Add(name);
            if (symbol.IsHidden)
                Hidden.Add(name);
        }
    }

    public ElfFile File { get; }

    public ElfSymbols? Symbols { get; }

    /// <summary>Names of the global symbols that it defines.</summary>
    public List<string> Defined { get; } = [];

    /// <summary>Names of the global symbols that it only refers to.</summary>
    public List<string> Wanted { get; } = [];

    /// <summary>Those of either that are hidden.</summary>
    public List<string> Hidden { get; } = [];

    /// <summary>Holds a compiler's intermediate code; its symbols are made during the link.</summary>
    public bool IsIntermediate => File.Sections.Any(section =>
        section.Name.StartsWith(".gnu.lto_", StringComparison.Ordinal) || section.Name == ".llvm.lto");
}
