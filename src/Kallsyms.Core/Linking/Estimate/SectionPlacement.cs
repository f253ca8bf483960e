using Kallsyms.Elf;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// Where a linker script puts input sections, and the kinds of output sections that result. Every section goes to the first matching
/// pattern of the script; one that none matches keeps its name.
/// </summary>
sealed class SectionPlacement
{
    readonly (string Prefix, string Pattern, ScriptPattern Item, int Order, OutputSection Section)[] _patterns;

    // Those that can match a name, by its first character: each symbol that a kernel exports has two sections with names of their own.
    readonly Dictionary<char, (string Prefix, string Pattern, ScriptPattern Item, int Order, OutputSection Section)[]> _byFirst = [];
    readonly Dictionary<ScriptSection, OutputSection> _statements = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, OutputSection> _sections = [];
    readonly Dictionary<(string File, string Name), (OutputSection Section, ScriptPattern? Item, int Order)> _placed = [];
    readonly HashSet<ScriptPattern> _filled = new(ReferenceEqualityComparer.Instance);
    readonly (string Prefix, string Pattern, string File)[] _kept;
    readonly Dictionary<(string File, string Name), bool> _isKept = [];
    readonly bool _anyFile;
    readonly bool _keepsEmpty;
    readonly MachineRow? _machine;

    /// <summary>Sets up the output sections of a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keepsEmpty">Whether the linker keeps output sections that have only empty input.</param>
    /// <param name="machine">The machine; null if it is not known.</param>
    public SectionPlacement(LinkerScript script, bool keepsEmpty, MachineRow? machine)
    {
        (_keepsEmpty, _machine) = (keepsEmpty, machine);
        int order = 0;
        foreach (ScriptStatement statement in script.Statements)
        {
            order++;
            if (statement is not ScriptSection section)
                continue;
            var output = new OutputSection(section.Name, order, machine);
            _statements[section] = output;
            _sections.TryAdd(section.Name, output);
        }
        _patterns = script.Statements.OfType<ScriptSection>().SelectMany(section => section.Items.SelectMany((item, order) =>
            item is not ScriptPattern { Sections: { } patterns } whole ? []
            : patterns.Select(pattern => (Prefix(pattern), pattern, whole, order, _statements[section])))).ToArray();
        _kept = script.Statements.OfType<ScriptSection>().SelectMany(section => section.Items.OfType<ScriptPattern>())
            .Where(item => item.Keep).SelectMany(item => item.Sections.Select(pattern => (Prefix(pattern), pattern, item.File))).ToArray();
        _anyFile = _patterns.All(pattern => pattern.Item.File == "*");
    }

    /// <summary>Returns the output section of a statement; another statement of the same name makes another one.</summary>
    public OutputSection Of(ScriptSection statement) => _statements[statement];

    /// <summary>
    /// Returns how many of a section's items come up to the last that takes room or moves the location counter: later labels are at its
    /// end.
    /// </summary>
    public int LengthOf(ScriptSection statement)
    {
        int length = statement.Items.Count;
        while (length > 0 && statement.Items[length - 1] switch
        {
            ScriptPattern pattern => !_filled.Contains(pattern),
            ScriptInnerLabel label => label.Assignment.Name != ".",
            _ => false,
        })
        {
            length--;
        }
        return length;
    }

    /// <summary>Returns the first output section of that name, made by the script or for a section that no pattern matched.</summary>
    public OutputSection? Find(string name) => _sections.GetValueOrDefault(name);

    /// <summary>
    /// Puts an input section where it belongs and returns its output section, or null if it is discarded. A kept input keeps its output
    /// section even if it is empty.
    /// </summary>
    public OutputSection? Place(string file, ElfSection input)
    {
        (string, string) key = (_anyFile ? "" : file, input.Name);
        if (!_placed.TryGetValue(key, out (OutputSection Section, ScriptPattern? Item, int Order) place))
            _placed[key] = place = Match(file, input.Name);
        OutputSection output = place.Section;
        if (output.Name == LinkerScript.Discard)
            return null;
        if (place.Item is not null && input.Size > 0)
            _filled.Add(place.Item);
        output.Add(input, place.Order, _keepsEmpty || IsKept(file, input.Name));
        return output;
    }

    /// <summary>The number of the item that takes it, within its output section; 0 where none does.</summary>
    public int ItemOf(string file, string name) => _placed.GetValueOrDefault((_anyFile ? "" : file, name)).Order;

    /// <summary>Whether the script keeps the section even if nothing refers to it (KEEP), in any pattern, not only the first.</summary>
    public bool IsKept(string file, string name)
    {
        (string, string) key = (_anyFile ? "" : file, name);
        if (!_isKept.TryGetValue(key, out bool kept))
        {
            _isKept[key] = kept = _kept.Any(pattern => name.StartsWith(pattern.Prefix, StringComparison.Ordinal)
                && Wildcard.Matches(pattern.Pattern, name) && MatchesFile(pattern.File, file));
        }
        return kept;
    }

    (OutputSection Section, ScriptPattern? Item, int Order) Match(string file, string name)
    {
        char first = name.Length > 0 ? name[0] : '\0';
        if (!_byFirst.TryGetValue(first, out var candidates))
            _byFirst[first] = candidates = Array.FindAll(_patterns, pattern => pattern.Prefix.Length == 0 || pattern.Prefix[0] == first);
        foreach ((string prefix, string pattern, ScriptPattern item, int order, OutputSection section) in candidates)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && Wildcard.Matches(pattern, name) && MatchesFile(item.File, file))
                return (section, item, order);
        }
        if (!_sections.TryGetValue(name, out OutputSection? orphan))
            _sections[name] = orphan = new(name, int.MaxValue, _machine);
        return (orphan, null, 0);
    }

    // The literal part of a pattern before its first special character.
    static string Prefix(string pattern)
    {
        int special = pattern.AsSpan().IndexOfAny("*?[\\");
        return special < 0 ? pattern : pattern[..special];
    }

    static bool MatchesFile(string pattern, string file) => pattern == "*" || Wildcard.Matches(pattern, file);
}
