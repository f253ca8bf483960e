using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// The sections that remain when a linker drops those that nothing refers to (--gc-sections): marked along relocations, starting from
/// what the script and the options keep. GNU ld and ld.lld differ in where they start (bfd, bfd_elf_gc_sections; lld, MarkLive.cpp).
/// </summary>
sealed class LiveSections
{
    readonly IReadOnlyList<InputObject> _inputs;
    readonly NameNumbers _names;
    readonly LinkerScript _script;
    readonly LinkerCommandLine _command;
    readonly bool[][] _live;

    // By number of a shared name: the section that defines it, or that of the symbol it is an alias for in the script; section 0 means
    // none.
    readonly (int Input, int Section)[] _definitions;

    // Sections that are kept together with another, by that other section.
    readonly Dictionary<(int Input, int Section), List<int>> _followers = [];
    readonly Stack<(int Input, int Section)> _unseen = [];

    LiveSections(InputObjects inputs, LinkerScript script, LinkerCommandLine command)
    {
        (_inputs, _names, _script, _command) = (inputs.Loaded, inputs.Names, script, command);
        _live = [.. _inputs.Select(input => new bool[input.File.Sections.Count])];
        foreach (ScriptAssignment assignment in script.Assignments)
            _names.Of(NameSlice.Encode(assignment.Name));
        _definitions = new (int, int)[_names.Count];
    }

    /// <summary>Returns, for each object, which of its sections remain.</summary>
    /// <param name="inputs">The objects that are linked.</param>
    /// <param name="script">The linker script.</param>
    /// <param name="placement">Tells which sections the script keeps.</param>
    /// <param name="command">The link.</param>
    /// <exception cref="KallsymsException">An object is damaged.</exception>
    public static IReadOnlyList<bool[]> Find(
        InputObjects inputs, LinkerScript script, SectionPlacement placement, LinkerCommandLine command)
    {
        var live = new LiveSections(inputs, script, command);
        live.Define();
        for (int i = 0; i < inputs.Loaded.Count; i++)
            live.Follow(i);
        live.Start(placement);
        live.Spread();
        live.KeepUnloaded();
        return live._live;
    }

    void Define()
    {
        var weak = new bool[_definitions.Length];
        for (int i = 0; i < _inputs.Count; i++)
        {
            foreach ((int name, ElfSymbol symbol) in Globals(_inputs[i]))
            {
                bool isWeak = symbol.Binding == SymbolBinding.Weak;
                if (_definitions[name].Section != 0 && (isWeak || !weak[name]))
                    continue;
                _definitions[name] = (i, symbol.Section);
                weak[name] = isWeak;
            }
        }
        foreach (ScriptAssignment assignment in _script.Assignments)
        {
            if (Definition(NameSlice.Encode(assignment.Expression)) is { } other)
                _definitions[_names.Of(NameSlice.Encode(assignment.Name))] = other;
        }
    }

    (int Input, int Section)? Definition(NameSlice name) =>
        _names.Find(name) is { } number && number < _definitions.Length && _definitions[number] is { Section: not 0 } place ? place : null;

    static IEnumerable<(int Name, ElfSymbol Symbol)> Globals(InputObject input)
    {
        for (int i = 1; i < (input.Symbols?.Count ?? 0); i++)
        {
            if (input.Number(i) is { } name && input.Symbols![i] is var symbol && IsIn(input, symbol.Section))
                yield return (name, symbol);
        }
    }

    static bool IsIn(InputObject input, int section) => section > 0 && section < input.File.Sections.Count;

    // A section goes with the one that it describes, and a group stays or goes as a whole.
    void Follow(int input)
    {
        ElfFile file = _inputs[input].File;
        foreach (ElfSection section in file.Sections)
        {
            if ((section.Flags & SectionFlags.LinkOrder) != 0)
                Follow(input, section.Link, section.Index);
            else if (section.Type is SectionType.Rel or SectionType.Rela)
                Follow(input, section.Info, section.Index);
            if (section.Type != SectionType.Group)
                continue;
            byte[] members = file.ReadClaimed(section, "members of a group");
            int previous = 0;
            for (int at = 4; at + 4 <= members.Length; at += 4)
            {
                int member = (int)file.Format.U32(members, at);
                Follow(input, previous, member);
                Follow(input, member, previous);
                previous = member;
            }
        }
    }

    void Follow(int input, int section, int follower)
    {
        if (!IsIn(_inputs[input], section) || !IsIn(_inputs[input], follower))
            return;
        if (!_followers.TryGetValue((input, section), out List<int>? followers))
            _followers[(input, section)] = followers = [];
        followers.Add(follower);
    }

    void Start(SectionPlacement placement)
    {
        for (int i = 0; i < _inputs.Count; i++)
        {
            ElfFile file = _inputs[i].File;
            foreach (ElfSection section in file.Sections.Where(section => IsRoot(section) || placement.IsKept(file.Name, section.Name)))
                Mark(i, section.Index);
        }
        foreach (string name in _command.RequiredSymbols.Concat(_script.Kept).Concat(_command.IsLld ? ScriptWords() : []))
            Mark(NameSlice.Encode(name));
        if (!_command.IsShared)
            return;
        for (int i = 0; i < _inputs.Count; i++)
        {
            foreach ((int name, _) in Globals(_inputs[i]).Where(global => !global.Symbol.IsHidden))
                Mark(name);
        }
    }

    // ld.lld always keeps sections that are not loaded, and some sections by name.
    bool IsRoot(ElfSection section)
    {
        if (section.Type is SectionType.Null or SectionType.SymbolTable or SectionType.StringTable or SectionType.Rel or SectionType.Rela
            or SectionType.Group)
        {
            return false;
        }
        bool isLinked = (section.Flags & (SectionFlags.LinkOrder | SectionFlags.Group)) != 0;
        return (section.Flags & SectionFlags.GnuRetain) != 0
            || section.Type is SectionType.InitArray or SectionType.FiniArray or SectionType.PreinitArray
            || section.Type == SectionType.Note && !isLinked
            || _command.IsLld && !isLinked
                && ((section.Flags & SectionFlags.Alloc) == 0
                    || section.Name is ".init" or ".fini" or ".jcr" || IsConstructors(section.Name));
    }

    static bool IsConstructors(string name) =>
        name.StartsWith(".ctors", StringComparison.Ordinal) || name.StartsWith(".dtors", StringComparison.Ordinal);

    // Any name in an expression of the script counts as a reference.
    IEnumerable<string> ScriptWords() => _script.Assignments.Select(assignment => assignment.Expression).Concat(_script.Conditions)
        .SelectMany(ScriptExpression.Words);

    void Mark(NameSlice name)
    {
        if (Definition(name) is var (input, section))
            Mark(input, section);
    }

    void Mark(int name) => Mark(_definitions[name].Input, _definitions[name].Section);

    void Mark(int input, int section)
    {
        if (!IsIn(_inputs[input], section) || _live[input][section])
            return;
        _live[input][section] = true;
        _unseen.Push((input, section));
    }

    void Spread()
    {
        while (_unseen.TryPop(out (int Input, int Section) next))
        {
            foreach (int follower in _followers.GetValueOrDefault(next) ?? [])
                Mark(next.Input, follower);
            ElfSection section = _inputs[next.Input].File.Sections[next.Section];
            if (section.Type is SectionType.Rel or SectionType.Rela)
                MarkTargets(next.Input, section);
        }
    }

    void MarkTargets(int index, ElfSection relocations)
    {
        InputObject input = _inputs[index];
        ElfSection user = input.File.Sections[relocations.Info];
        // Unwind tables refer to all code, and must not keep it alive. What ld.lld keeps because it is not loaded keeps nothing else.
        bool counts = user.Name != ".eh_frame" && !(_command.IsLld && (user.Flags & SectionFlags.Alloc) == 0);
        if (input.Symbols is not { } symbols || !counts)
            return;
        foreach (ElfRelocation relocation in input.File.ReadRelocations(relocations))
        {
            if ((uint)relocation.Symbol >= (uint)symbols.Count)
                continue;
            if (input.Number(relocation.Symbol) is { } name)
                Mark(name);
            else
                Mark(index, symbols[relocation.Symbol].Section);
        }
    }

    // An unloaded section stays if a loaded one of the same object does and it is debug data or has no relocations; those no longer
    // count (bfd, _bfd_elf_gc_mark_extra_sections).
    void KeepUnloaded()
    {
        for (int i = 0; i < _inputs.Count; i++)
        {
            IReadOnlyList<ElfSection> sections = _inputs[i].File.Sections;
            bool[] live = _live[i];
            if (!sections.Any(section =>
                live[section.Index] && (section.Flags & SectionFlags.Alloc) != 0 && section.Type != SectionType.Note))
            {
                continue;
            }
            HashSet<int> related =
                [.. sections.Where(section => section.Type is SectionType.Rel or SectionType.Rela).Select(section => section.Info)];
            foreach (ElfSection section in sections)
            {
                live[section.Index] |= (section.Flags & (SectionFlags.Alloc | SectionFlags.LinkOrder | SectionFlags.Group)) == 0
                    && (TypeLetter.IsDebugging(section) || !related.Contains(section.Index));
            }
        }
    }
}
