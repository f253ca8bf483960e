using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>The files that a linker's command line names, and the machine they are for.</summary>
static class LinkInputs
{
    // Options whose value in the next argument names something that the command makes, not reads.
    static readonly string[] _outputs = ["-o", "-MF", "--out-implib", "-out-implib", "--reproduce", "-aux-info"];

    // Addresses, which begin like the option -T SCRIPT.
    static readonly string[] _addresses = ["-Ttext", "-Tdata", "-Tbss", "-Tldata", "-Trodata"];

    /// <summary>Existing files among the arguments: objects, archives, linker scripts, libraries by -l.</summary>
    public static IReadOnlyList<string> Files(LinkerCommandLine command)
    {
        var files = new List<string>();
        var directories = new List<string>();
        IReadOnlyList<string> arguments = command.Expanded;
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
            else if (ScriptOf(argument, next) is { } script)
                files.Add(script);
            else if (!argument.StartsWith('-'))
                files.Add(argument);
        }
        return [.. files.Where(File.Exists).Distinct()];
    }

    /// <summary>The linker script that the command gives with -T or --script, or null.</summary>
    public static string? Script(LinkerCommandLine command)
    {
        IReadOnlyList<string> arguments = command.Expanded;
        for (int i = 0; i < arguments.Count; i++)
        {
            if (ScriptOf(arguments[i], i + 1 < arguments.Count ? arguments[i + 1] : "") is { } script)
                return script;
        }
        return null;
    }

    /// <summary>Machine and format, from the first ELF object or archive; null when no input is one.</summary>
    public static ElfTarget? Target(IEnumerable<string> files)
    {
        // A shared library names the machine too, but an object also says what objects say about the whole image.
        ElfTarget? library = null;
        foreach (string path in files)
        {
            using ByteSource source = ByteSource.OpenFile(path);
            ElfTarget? target = ElfFile.IsElf(source) ? ElfTarget.Like(ElfFile.Parse(source)) : FirstMember(source);
            if (target?.Header.Type == ElfType.Relocatable)
                return target;
            library ??= target;
        }
        return library;
    }

    static ElfTarget? FirstMember(ByteSource source)
    {
        if (!ArArchive.IsArchive(source))
            return null;
        foreach (ByteSource member in ArArchive.Members(source))
        {
            using (member)
            {
                if (ElfFile.IsElf(member))
                    return ElfTarget.Like(ElfFile.Parse(member));
            }
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
        return argument.StartsWith("-T", StringComparison.Ordinal) && !_addresses.Any(option => argument.StartsWith(option, StringComparison.Ordinal))
            ? argument["-T".Length..]
            : null;
    }

    static IEnumerable<string> Library(IEnumerable<string> directories, string name)
    {
        string[] candidates = name.StartsWith(':') ? [name[1..]] : [$"lib{name}.so", $"lib{name}.a"];
        return directories.SelectMany(directory => candidates.Select(file => Path.Combine(directory, file))).Where(File.Exists).Take(1);
    }
}
