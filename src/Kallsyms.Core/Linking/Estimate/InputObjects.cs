using System.Runtime.InteropServices;
using Kallsyms.Elf;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// The objects that a command line makes a linker load: objects as they are named, all members of archives between --whole-archive and
/// --no-whole-archive, and from other archives the members that define something still wanted.
/// </summary>
sealed class InputObjects : IDisposable
{
    readonly List<ByteSource> _open = [];
    readonly Dictionary<NameSlice, NameUse> _names = [];

    /// <summary>Every object that will be linked, in order.</summary>
    public List<InputObject> Loaded { get; } = [];

    /// <summary>True when some loaded object refers to the name and none defines it.</summary>
    public bool IsWanted(NameSlice name) => (_names.GetValueOrDefault(name) & (NameUse.Wanted | NameUse.Defined)) == NameUse.Wanted;

    /// <summary>True when some loaded object says that the name is hidden.</summary>
    public bool IsHidden(NameSlice name) => (_names.GetValueOrDefault(name) & NameUse.Hidden) != 0;

    /// <summary>
    /// Loads the objects; null when an input is of a kind whose symbols are not known before the link (link-time optimisation).
    /// </summary>
    public static InputObjects? Load(LinkerCommandLine command)
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

    bool TryLoad(LinkerCommandLine command)
    {
        bool whole = false;
        var lazy = new List<InputObject>();
        foreach (string argument in command.Expanded)
        {
            if (LinkerOption.WholeArchive.Is(argument) || LinkerOption.WantedMembers.Is(argument))
                whole = LinkerOption.WholeArchive.Is(argument);
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
        var definers = new Dictionary<NameSlice, List<int>>();
        for (int i = 0; i < lazy.Count; i++)
        {
            foreach ((NameSlice name, NameUse use) in lazy[i].Globals)
            {
                if ((use & NameUse.Defined) != 0)
                    (CollectionsMarshal.GetValueRefOrAddDefault(definers, name, out _) ??= []).Add(i);
            }
        }
        // Members still to be looked at in this search, and in the next.
        var now = new SortedSet<int>(Enumerable.Range(0, lazy.Count));
        var next = new SortedSet<int>();
        var taken = new bool[lazy.Count];
        var asked = new HashSet<NameSlice>();
        for (; now.Count > 0; (now, next) = (next, now))
        {
            while (now.Count > 0)
            {
                int member = now.Min;
                now.Remove(member);
                if (taken[member] || !lazy[member].Globals.Any(global => (global.Use & NameUse.Defined) != 0 && IsWanted(global.Name)))
                    continue;
                if (lazy[member].IsIntermediate)
                    return false;
                taken[member] = true;
                Take(lazy[member]);
                foreach ((NameSlice name, _) in lazy[member].Globals.Where(global => IsWanted(global.Name) && asked.Add(global.Name)))
                {
                    foreach (int definer in definers.GetValueOrDefault(name) ?? [])
                        (definer > member ? now : next).Add(definer);
                }
            }
        }
        return true;
    }

    void Take(InputObject input)
    {
        Loaded.Add(input);
        foreach ((NameSlice name, NameUse use) in input.Globals)
            CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out _) |= use;
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
            NameUse use = symbol.Section == SectionIndex.Undefined ? NameUse.Wanted : NameUse.Defined;
            NameSlice name = new(symbols.Strings, symbol.NameOffset, symbols.Name(symbol.NameOffset).Length);
            Globals.Add((name, symbol.IsHidden ? use | NameUse.Hidden : use));
        }
    }

    public ElfFile File { get; }

    public ElfSymbols? Symbols { get; }

    /// <summary>The names that other objects can see or must define.</summary>
    public List<(NameSlice Name, NameUse Use)> Globals { get; } = [];

    /// <summary>Holds a compiler's intermediate code; its symbols are made during the link.</summary>
    public bool IsIntermediate => File.Sections.Any(section =>
        section.Name.StartsWith(".gnu.lto_", StringComparison.Ordinal) || section.Name == ".llvm.lto");
}

/// <summary>What objects do with a name.</summary>
[Flags]
enum NameUse : byte
{
    None = 0,

    /// <summary>Define it.</summary>
    Defined = 1,

    /// <summary>Refer to it without defining it.</summary>
    Wanted = 2,

    /// <summary>Hide it from other images.</summary>
    Hidden = 4,
}
