namespace Kallsyms.Linking;

/// <summary>
/// A linker's command line, as the caller would run it: GNU ld, gold, ld.lld, mold, or a compiler driver. Only what a table needs to
/// know is understood; everything is passed on as it is.
/// </summary>
public sealed class LinkCommand
{
    /// <summary>The argument that stands for the table object.</summary>
    public const string Placeholder = "{kallsyms}";

    static readonly string[] _targetPrefixes = ["-m", "--target=", "-B"];

    readonly string[] _arguments;
    readonly int _outputIndex;
    readonly string _outputPrefix;

    LinkCommand(string program, string[] arguments, int outputIndex, string outputPrefix, string output, IReadOnlyList<string> expanded)
    {
        (Program, _arguments, _outputIndex, _outputPrefix, Output, Expanded) = (program, arguments, outputIndex, outputPrefix, output, expanded);
    }

    /// <summary>The linker or compiler driver.</summary>
    public string Program { get; }

    /// <summary>The file that the command makes.</summary>
    public string Output { get; }

    /// <summary>All arguments with response files (@FILE) read, and -Wl lists and -Xlinker taken apart: for finding out what will be linked.</summary>
    public IReadOnlyList<string> Expanded { get; }

    /// <summary>The linker copies relocations to the image (--emit-relocs).</summary>
    public bool KeepsRelocations => Expanded.Any(argument => argument is "-q" or "--emit-relocs" or "-emit-relocs");

    /// <summary>The linker is ld.lld, as far as the command tells.</summary>
    public bool IsLld => Path.GetFileName(Program).Contains("lld", StringComparison.Ordinal) || Expanded.Any(argument => argument is "-fuse-ld=lld");

    /// <summary>Sections that nothing refers to are dropped (--gc-sections).</summary>
    public bool CollectsGarbage
    {
        get
        {
            string? last = Expanded.LastOrDefault(argument => argument.TrimStart('-') is "gc-sections" or "no-gc-sections");
            return last is not null && !last.Contains("no-gc", StringComparison.Ordinal);
        }
    }

    /// <summary>The image will be position-independent, as far as the arguments tell.</summary>
    public bool LooksRelocatable => IsShared || Expanded.Any(argument => argument is "-pie" or "--pie" or "-static-pie");

    /// <summary>The image will be a shared object, as those of arm64 and RISC-V kernels are.</summary>
    public bool IsShared => Expanded.Any(argument => argument is "-shared" or "--shared");

    /// <summary>Labels that the compiler or assembler made are left out of the image's symbols.</summary>
    public bool DropsLocalLabels => Expanded.Any(argument => argument is "-X" or "--discard-locals");

    /// <summary>Takes a command apart.</summary>
    /// <exception cref="KallsymsException">There is no linker, or no name behind -o, or a response file cannot be read.</exception>
    public static LinkCommand Parse(IReadOnlyList<string> command)
    {
        if (command.Count == 0)
            throw new KallsymsException(ErrorKind.Usage, "no linker: expected -- LINKER ARG...");
        string[] arguments = [.. command.Skip(1)];
        (string Text, bool Passed)[] expanded = [.. Expand(arguments, passed: false, depth: 0)];
        (int index, string prefix, string output) = (-1, "", "a.out");
        foreach ((int at, string before, string name) in Outputs(arguments))
            (index, prefix, output) = (at, before, name);
        foreach ((int at, _, string name) in Outputs([.. expanded.Select(argument => argument.Text)]))
        {
            // A compiler driver puts its own -o, a.out or a temporary name, beside this one.
            if (expanded[at].Passed)
                throw new KallsymsException(ErrorKind.Usage, $"output {name} is given past the compiler driver; give it as -o {name}");
            // It stands in a response file: the last -o counts, and ours will be the last.
            if (name != output)
                (index, prefix, output) = (-1, "", name);
        }
        if (expanded.Any(argument => argument.Text == Placeholder) && !arguments.Contains(Placeholder))
            throw new KallsymsException(ErrorKind.Usage, $"{Placeholder} must be an argument of its own, not in a response file or a -Wl list");
        return new(command[0], arguments, index, prefix, output, [.. expanded.Select(argument => argument.Text)]);
    }

    /// <summary>The same command with another output and a table object, which goes behind the last argument or where {kallsyms} stands.</summary>
    public string[] With(string output, string tableObject)
    {
        var arguments = new List<string>(_arguments.Length + 3);
        bool placed = false;
        for (int i = 0; i < _arguments.Length; i++)
        {
            bool here = _arguments[i] == Placeholder;
            placed |= here;
            arguments.Add(here ? tableObject : i == _outputIndex ? _outputPrefix + output : _arguments[i]);
        }
        if (_outputIndex < 0)
            arguments.AddRange(["-o", output]);
        if (!placed)
            arguments.Add(tableObject);
        return [.. arguments];
    }

    /// <summary>A linker itself, as far as its name tells, not a compiler driver that runs one.</summary>
    public bool IsLinker
    {
        get
        {
            string name = Path.GetFileName(Program);
            name = name[(name.LastIndexOf('-') + 1)..];
            return name is "ld" or "gold" or "lld" or "mold" || name.StartsWith("ld.", StringComparison.Ordinal);
        }
    }

    /// <summary>The arguments that tell a compiler driver which machine to compile for.</summary>
    public IEnumerable<string> TargetOptions
    {
        get
        {
            for (int i = 0; i < _arguments.Length; i++)
            {
                string argument = _arguments[i];
                if (argument is "-target" or "-B" && i + 1 < _arguments.Length)
                {
                    yield return argument;
                    yield return _arguments[++i];
                }
                else if (_targetPrefixes.Any(prefix => argument.Length > prefix.Length && argument.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    yield return argument;
                }
            }
        }
    }

    // Options that start with a lower case o have two dashes (ld(1)): -omagic names an output.
    static IEnumerable<(int Index, string Prefix, string Name)> Outputs(string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument is "-o" or "--output")
            {
                if (++i == arguments.Length)
                    throw new KallsymsException(ErrorKind.Usage, $"{argument} needs a file name");
                yield return (i, "", arguments[i]);
                continue;
            }
            foreach (string prefix in (string[])["--output=", "-o"])
            {
                if (argument.StartsWith(prefix, StringComparison.Ordinal))
                    yield return (i, prefix, argument[prefix.Length..]);
            }
        }
    }

    static IEnumerable<(string Text, bool Passed)> Expand(IEnumerable<string> arguments, bool passed, int depth)
    {
        bool next = false;
        foreach (string argument in arguments)
        {
            bool through = passed || next;
            next = false;
            if (argument.StartsWith('@') && File.Exists(argument[1..]))
            {
                if (depth > 8)
                    throw new KallsymsException(ErrorKind.Usage, "response files nest too deep", argument[1..]);
                foreach ((string, bool) inner in Expand(ResponseFile.Read(argument[1..]), through, depth + 1))
                    yield return inner;
            }
            else if (argument == "-Xlinker")
            {
                next = true;
            }
            else if (argument.StartsWith("-Wl,", StringComparison.Ordinal))
            {
                foreach ((string, bool) inner in Expand(argument["-Wl,".Length..].Split(','), passed: true, depth))
                    yield return inner;
            }
            else
            {
                yield return (argument, through);
            }
        }
    }
}
