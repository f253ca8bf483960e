namespace Kallsyms.Linking.Commands;

/// <summary>A kind of file that a linker writes beside the image and that names its inputs and output.</summary>
/// <param name="Option">The option that requests it.</param>
/// <param name="ListsDependencies">Whether it is a make rule, which must not mention our table because nothing could make it.</param>
readonly record struct SideOutputKind(LinkerOption Option, bool ListsDependencies = false)
{
    /// <summary>All known kinds.</summary>
    public static IReadOnlyList<SideOutputKind> All { get; } =
    [
        new(new("Map", "Ma")),
        new(new("dependency-file", "depe"), ListsDependencies: true),
        new(new("why-extract", "why-extract")), // ld.lld
        new(new("print-archive-stats", "print-archive-stats")), // ld.lld
        new(new("print-symbol-counts", "print-symbol-counts")), // gold
    ];
}

/// <summary>A side output of one command.</summary>
/// <param name="Kind">Its kind, or null for the compiler's list of dependencies (-MF).</param>
/// <param name="Path">The path that the user requested.</param>
/// <param name="Number">Its number among those of the command, starting at 0.</param>
sealed record SideOutput(SideOutputKind? Kind, string Path, int Number)
{
    const string CompilerOption = "-MF";

    /// <summary>Whether it is a make rule.</summary>
    public bool ListsDependencies => Kind is not { } kind || kind.ListsDependencies;

    /// <summary>Its name among our temporary files.</summary>
    public string TemporaryName => $"side-{Number}.map";

    /// <summary>Returns the side outputs that a command requests; of each kind the last one counts.</summary>
    public static IReadOnlyList<SideOutput> Find(LinkerCommandLine command)
    {
        var found = new List<SideOutput>();
        if (!command.IsLinker && Last(command.Expanded, IsCompilerList) is { } list)
            found.Add(new(null, list, 0));
        foreach (SideOutputKind kind in SideOutputKind.All)
        {
            // "-" is standard output.
            if (Last(command.Expanded, kind.Option.Matches) is { } path and not "-")
                found.Add(new(kind, kind.Option.Name == "Map" ? MapName(path, command.Output) : path, found.Count));
        }
        return found;
    }

    /// <summary>Returns arguments, to follow the user's, that have it written elsewhere.</summary>
    public IEnumerable<string> Redirection(bool forLinker, string path) =>
        Kind is not { } kind ? [CompilerOption, path]
        : forLinker ? [$"--{kind.Option.Name}={path}"]
        : ["-Xlinker", $"--{kind.Option.Name}={path}"];

    delegate bool Match(string argument, out string? value);

    static bool IsCompilerList(string argument, out string? value)
    {
        value = argument.Length > CompilerOption.Length ? argument[CompilerOption.Length..] : null;
        return argument.StartsWith(CompilerOption, StringComparison.Ordinal);
    }

    static string? Last(IReadOnlyList<string> arguments, Match matches)
    {
        string? last = null;
        for (int i = 0; i < arguments.Count; i++)
        {
            if (matches(arguments[i], out string? value))
                last = value ?? (i + 1 < arguments.Count ? arguments[++i] : last);
        }
        return last is "" ? null : last;
    }

    // GNU ld replaces % by the output's name and otherwise appends .map; in a directory the map is named after the output.
    static string MapName(string path, string output) =>
        path.EndsWith('%') ? path[..^1] + output + ".map"
        : path.Contains('%', StringComparison.Ordinal) ? path.Replace("%", output, StringComparison.Ordinal)
        : Directory.Exists(path) ? System.IO.Path.Combine(path, System.IO.Path.GetFileName(output) + ".map")
        : path;
}
