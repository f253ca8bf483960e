using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Everything that decides an image but its table: the words of the command that makes it, and what every file in it is right now. Two
/// links with equal keys differ in nothing but the table, the output's name, the map file, and whether debug data is left out.
/// </summary>
static class LinkKey
{
    static readonly string[] _mapOptions = ["-Map", "--Map"];

    /// <summary>The key of a command, as one text.</summary>
    /// <param name="words">The linker and its arguments, with <see cref="LinkerCommandLine.Placeholder"/> for the table object.</param>
    public static string Of(IReadOnlyList<string> words)
    {
        LinkerCommandLine given = LinkerCommandLine.Parse(Product(words));
        LinkerCommandLine command = LinkerCommandLine.Parse([given.Program, .. given.With("output", LinkerCommandLine.Placeholder)]);
        return string.Join('\n', [command.Program, .. command.Expanded, .. InputStamps.Take(Inputs(command)).Lines]);
    }

    /// <summary>The words of the link with all that any of them wants in its image: debug data stays, and no map is written.</summary>
    public static string[] Product(IReadOnlyList<string> words)
    {
        var kept = new List<string>(words.Count);
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            string plain = word.StartsWith("-Wl,", StringComparison.Ordinal) ? word["-Wl,".Length..] : word;
            if (_mapOptions.Contains(plain))
                i++;
            else if (plain is not ("--strip-debug" or "-S") && MapFile(plain) is null)
                kept.Add(word);
        }
        return [.. kept];
    }

    /// <summary>The map file that a command asks for, or null.</summary>
    public static string? MapFile(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            string plain = words[i].StartsWith("-Wl,", StringComparison.Ordinal) ? words[i]["-Wl,".Length..] : words[i];
            if (_mapOptions.Contains(plain) && i + 1 < words.Count)
                return words[i + 1];
            if (MapFile(plain) is { } file)
                return file;
        }
        return null;
    }

    static string? MapFile(string word)
    {
        string? option = _mapOptions.FirstOrDefault(option => word.StartsWith(option + "=", StringComparison.Ordinal));
        return option is null ? null : word[(option.Length + 1)..];
    }

    // Also files that options of any name read, such as a version script.
    static IEnumerable<string> Inputs(LinkerCommandLine command) => command.InputFiles
        .Concat(command.Expanded
            .Where(word => word.StartsWith('-') && word.Contains('='))
            .Select(word => word[(word.IndexOf('=') + 1)..])
            .Where(File.Exists))
        .Distinct();
}
