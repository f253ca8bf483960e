using Kallsyms.Elf;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// Where a linker script puts input sections, and what kind of section comes of it. Every section goes to the first pattern of the
/// script that matches; one that none matches keeps its name.
/// </summary>
sealed class SectionPlacement
{
    readonly (string Prefix, string Pattern, string File, OutputSection Section)[] _patterns;
    readonly Dictionary<string, OutputSection> _sections = [];
    readonly Dictionary<(string File, string Name), OutputSection> _placed = [];
    readonly bool _anyFile;

    public SectionPlacement(LinkerScript script)
    {
        int order = 0;
        foreach (ScriptStatement statement in script.Statements)
        {
            order++;
            if (statement is ScriptSection section && !_sections.ContainsKey(section.Name))
                _sections[section.Name] = new(section.Name, order);
        }
        _patterns = [.. script.Statements.OfType<ScriptSection>().SelectMany(section => section.Items.OfType<ScriptPattern>()
            .SelectMany(item => item.Sections.Select(pattern => (Prefix(pattern), pattern, item.File, _sections[section.Name]))))];
        _anyFile = _patterns.All(pattern => pattern.File == "*");
    }

    /// <summary>The output section of that name, made by the script or by a section that no pattern matched.</summary>
    public OutputSection? Find(string name) => _sections.GetValueOrDefault(name);

    /// <summary>Puts an input section where it belongs; null when it is discarded.</summary>
    public OutputSection? Place(string file, ElfSection input)
    {
        (string, string) key = (_anyFile ? "" : file, input.Name);
        if (!_placed.TryGetValue(key, out OutputSection? output))
            _placed[key] = output = Match(file, input.Name);
        if (output.Name == LinkerScript.Discard)
            return null;
        output.Add(input);
        return output;
    }

    OutputSection Match(string file, string name)
    {
        foreach ((string prefix, string pattern, string filePattern, OutputSection section) in _patterns)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && Wildcard.Matches(pattern, name) && MatchesFile(filePattern, file))
                return section;
        }
        if (!_sections.TryGetValue(name, out OutputSection? orphan))
            _sections[name] = orphan = new(name, int.MaxValue);
        return orphan;
    }

    // What a pattern says literally before its first special character.
    static string Prefix(string pattern)
    {
        int special = pattern.AsSpan().IndexOfAny("*?[\\");
        return special < 0 ? pattern : pattern[..special];
    }

    static bool MatchesFile(string pattern, string file) => pattern == "*" || Wildcard.Matches(pattern, file);
}
