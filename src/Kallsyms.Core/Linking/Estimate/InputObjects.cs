using Kallsyms.Elf;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// The objects that a command line makes a linker load: all named objects, all members of archives between --whole-archive and
/// --no-whole-archive, and from other archives the members that define a name still wanted.
/// </summary>
sealed class InputObjects : IDisposable
{
    // No kernel has more bytes of names than this.
    const long MostStrings = 1 << 30;

    readonly List<ByteSource> _open = [];
    NameUse[] _uses = [];

    /// <summary>Every object that will be linked, in order.</summary>
    public List<InputObject> Loaded { get; } = [];

    /// <summary>The names that objects share.</summary>
    public NameNumbers Names { get; } = new();

    /// <summary>Whether some loaded object refers to the name and none defines it.</summary>
    public bool IsWanted(NameSlice name) => Names.Find(name) is { } number && IsWanted(number);

    /// <summary>Whether some loaded object declares the name with that number hidden.</summary>
    public bool IsHidden(int number) => (Use(number) & NameUse.Hidden) != 0;

    /// <summary>
    /// Loads the objects; returns null if an input is of a kind whose symbols are unknown before the link (link-time optimisation).
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
        if (Open(command) is not { } sources)
            return false;
        var lazy = new List<InputObject>();
        (ElfFile, ElfSymbols?)[] objects = Read(sources);
        for (int i = 0; i < objects.Length; i++)
        {
            (ElfFile file, ElfSymbols? symbols) = objects[i];
            var input = new InputObject(file, symbols, Names);
            if (!sources[i].IsLoaded)
                lazy.Add(input);
            else if (!Add(input))
                return false;
        }
        return LoadWanted(lazy) && Loaded.Sum(input => (long)(input.Symbols?.Strings.Length ?? 0)) <= MostStrings;
    }

    // Every object and member, and whether it is linked in any case; null: one is of no kind that is known.
    List<(ByteSource Source, bool IsLoaded)>? Open(LinkerCommandLine command)
    {
        bool whole = false;
        var sources = new List<(ByteSource, bool)>();
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
                sources.Add((source, true));
            }
            else if (ArArchive.IsArchive(source))
            {
                foreach (ByteSource member in ArArchive.Members(source))
                {
                    _open.Add(member);
                    if (!ElfFile.IsElf(member))
                        return null;
                    sources.Add((member, whole));
                }
            }
        }
        return sources;
    }

    // On all cores; a failure is found again, in order, so that the first one is told.
    static (ElfFile, ElfSymbols?)[] Read(List<(ByteSource Source, bool)> sources)
    {
        var objects = new (ElfFile, ElfSymbols?)[sources.Count];
        try
        {
            Parallel.For(0, objects.Length, Read);
        }
        catch (AggregateException)
        {
            for (int i = 0; i < objects.Length; i++)
                Read(i);
        }
        return objects;

        void Read(int i)
        {
            ElfFile file = ElfFile.Parse(sources[i].Source);
            objects[i] = (file, file.ReadSymbols());
        }
    }

    bool Add(InputObject input)
    {
        if (input.File.Header.Type != ElfType.Relocatable)
            return true;
        Take(input);
        return !input.IsIntermediate;
    }

    // Archives in a group are searched until nothing more is found; outside a group, a second search finds nothing that matters here.
    bool LoadWanted(List<InputObject> lazy)
    {
        ILookup<int, int> definers = Enumerable.Range(0, lazy.Count)
            .SelectMany(i => lazy[i].Globals.Where(global => (global.Use & NameUse.Defined) != 0)
                .Select(global => (global.Name, Member: i)))
            .ToLookup(definition => definition.Name, definition => definition.Member);
        // Members still to be checked in this search, and in the next.
        var now = new SortedSet<int>(Enumerable.Range(0, lazy.Count));
        var next = new SortedSet<int>();
        var taken = new bool[lazy.Count];
        var asked = new HashSet<int>();
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
                foreach ((int name, _) in lazy[member].Globals.Where(global => IsWanted(global.Name) && asked.Add(global.Name)))
                {
                    foreach (int definer in definers[name])
                        (definer > member ? now : next).Add(definer);
                }
            }
        }
        return true;
    }

    void Take(InputObject input)
    {
        Loaded.Add(input);
        if (_uses.Length < Names.Count)
            Array.Resize(ref _uses, Math.Max(Names.Count, _uses.Length * 2));
        foreach ((int name, NameUse use) in input.Globals)
            _uses[name] |= use;
    }

    bool IsWanted(int number) => (Use(number) & (NameUse.Wanted | NameUse.Defined)) == NameUse.Wanted;

    NameUse Use(int number) => number < _uses.Length ? _uses[number] : NameUse.None;
}

/// <summary>How objects use a name.</summary>
[Flags]
enum NameUse : byte
{
    None = 0,

    /// <summary>An object defines it.</summary>
    Defined = 1,

    /// <summary>An object refers to it without defining it.</summary>
    Wanted = 2,

    /// <summary>An object hides it from other images.</summary>
    Hidden = 4,
}
