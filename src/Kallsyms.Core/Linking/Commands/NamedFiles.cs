namespace Kallsyms.Linking.Commands;

/// <summary>Finds the files that a linker's arguments name for reading.</summary>
static class NamedFiles
{
    // Options whose value in the next argument names a file that the command writes rather than reads.
    static readonly string[] _outputs = ["-o", "-MF", "--out-implib", "-out-implib", "--reproduce", "-aux-info"];

    // Options whose value, possibly after =, names a file that the linker reads besides its inputs.
    static readonly LinkerOption[] _read =
    [
        new("just-symbols", "j"), new("version-script", "version-s"), new("dynamic-list", "dynamic-list"),
        new("retain-symbols-file", "ret"), new("default-script", "default-sc"), new("symbol-ordering-file", "symbol-ordering-file"),
        new("section-ordering-file", "section-o"), new("remap-inputs-file", "remap-inputs-file"),
        new("export-dynamic-symbol-list", "export-dynamic-symbol-list"),
    ];

    // Addresses, whose options begin like -T SCRIPT.
    static readonly string[] _addresses = ["-Ttext", "-Tdata", "-Tbss", "-Tldata", "-Trodata"];

    /// <summary>Returns the existing files among the arguments: objects, archives, linker scripts, libraries by -l.</summary>
    /// <param name="arguments">The arguments, with response files read.</param>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> arguments)
    {
        var files = new List<string>();
        var directories = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string next = i + 1 < arguments.Count ? arguments[i + 1] : "";
            if (MakesNext(argument))
                i++;
            else if (argument is "-L")
                directories.Add(next);
            else if (argument.StartsWith("-L", StringComparison.Ordinal))
                directories.Add(argument[2..]);
            else if (argument.StartsWith("-l", StringComparison.Ordinal) && argument.Length > 2)
                files.AddRange(Library(directories, argument[2..]));
            else if ((ScriptOf(argument, next) ?? ReadBy(argument)) is { } read)
                files.Add(read);
            else if (!argument.StartsWith('-'))
                files.Add(argument);
        }
        return [.. files.Where(File.Exists).Distinct()];
    }

    /// <summary>Returns the linker script (-T, --script), or null.</summary>
    /// <param name="arguments">The arguments, with response files read.</param>
    public static string? FindScript(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (ScriptOf(arguments[i], i + 1 < arguments.Count ? arguments[i + 1] : "") is { } script)
                return script;
        }
        return null;
    }

    static bool MakesNext(string argument) => _outputs.Contains(argument)
        || LinkerOption.Output.Is(argument)
        || SideOutputKind.All.Any(kind => kind.Option.Is(argument));

    static string? ScriptOf(string argument, string next)
    {
        if (argument is "-T")
            return next;
        if (LinkerOption.Script.Matches(argument, out string? script))
            return script ?? next;
        return argument.StartsWith("-T", StringComparison.Ordinal)
            && !_addresses.Any(option => argument.StartsWith(option, StringComparison.Ordinal))
            ? argument["-T".Length..]
            : null;
    }

    // A value in the next argument looks like any other file there.
    static string? ReadBy(string argument)
    {
        foreach (LinkerOption option in _read)
        {
            if (option.Matches(argument, out string? value))
                return value;
        }
        return null;
    }

    static IEnumerable<string> Library(IEnumerable<string> directories, string name)
    {
        string[] candidates = name.StartsWith(':') ? [name[1..]] : [$"lib{name}.so", $"lib{name}.a"];
        return directories.SelectMany(directory => candidates.Select(file => Path.Combine(directory, file))).Where(File.Exists).Take(1);
    }
}
