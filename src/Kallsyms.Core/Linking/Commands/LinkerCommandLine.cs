namespace Kallsyms.Linking.Commands;

/// <summary>
/// A linker's command line, as the caller would run it: GNU ld, gold, ld.lld, mold, or a compiler driver. Only what a table depends on
/// is interpreted; everything is passed on unchanged.
/// </summary>
sealed class LinkerCommandLine
{
    /// <summary>The argument that stands for the table object.</summary>
    public const string Placeholder = "{kallsyms}";

    static readonly string[] _targetPrefixes = ["-m", "--target=", "-B"];
    static readonly string[] _standardInput = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];
    // After these, - is standard output.
    static readonly string[] _outputs = ["-o", "-MF", "-Xlinker"];
    static readonly LinkerOption[] _requiring = [LinkerOption.Entry, LinkerOption.Undefined, LinkerOption.RequireDefined];

    readonly IReadOnlyList<ExpandedArgument> _expanded;
    readonly OutputArgument _output;
    // The words up to the tool, if the program is one that runs it: ccache gcc, env LANG=C gcc.
    readonly string[] _launched;

    LinkerCommandLine(
        string program, string[] launched, string[] arguments, IReadOnlyList<ExpandedArgument> expanded, OutputArgument output)
    {
        (Program, _launched, Arguments, _expanded, _output) = (program, launched, arguments, expanded, output);
        Expanded = [.. expanded.Select(argument => argument.Text)];
        IsLinker = ToolName.IsLinker(Tool);
    }

    /// <summary>The linker or compiler driver, or a program that runs it.</summary>
    public string Program { get; }

    /// <summary>Its arguments, as given.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The file that the command makes.</summary>
    public string Output => _output.Name;

    /// <summary>
    /// All arguments, with response files (@FILE) read and -Wl lists and -Xlinker split, for finding out what will be linked.
    /// </summary>
    public IReadOnlyList<string> Expanded { get; }

    /// <summary>The linker script it names (-T, --script), or null for the linker's own.</summary>
    public string? Script => NamedFiles.FindScript(Expanded);

    /// <summary>The existing files it names: objects, archives, scripts, libraries by -l.</summary>
    public IReadOnlyList<string> InputFiles => NamedFiles.Find(Expanded);

    /// <summary>
    /// Whether it makes an image. Compiling, preprocessing, a partial link (-r), or asking for a version does not, and involves no
    /// table.
    /// </summary>
    public bool MakesImage => !OtherPurpose.Is(this, _expanded);

    /// <summary>Whether it may be no linker at all: a program of another name that names no input, and is asked for nothing else.</summary>
    public bool IsStranger => !IsToolKnown && !MakesImage && !OtherPurpose.IsSaid(this, _expanded);

    /// <summary>Whether it reads standard input: a source, or a file named as one.</summary>
    public bool ReadsStandardInput =>
        Expanded.Any(argument => _standardInput.Any(name => argument.EndsWith(name, StringComparison.Ordinal)))
        || !IsLinker && Arguments.Where((argument, i) => argument is "-" && !(i > 0 && _outputs.Contains(Arguments[i - 1]))).Any();

    /// <summary>Whether the linker copies relocations to the image (--emit-relocs).</summary>
    public bool KeepsRelocations => Expanded.Any(argument => argument is "-q" || LinkerOption.EmitRelocations.Is(argument));

    /// <summary>Whether the linker is ld.lld, as far as the command tells.</summary>
    public bool IsLld => Path.GetFileName(Program).Contains("lld", StringComparison.Ordinal)
        || Expanded.Any(argument =>
            argument.StartsWith("-fuse-ld=", StringComparison.Ordinal) && argument.Contains("lld", StringComparison.Ordinal));

    /// <summary>Whether it says what the build id is (--build-id=0xHEX), whatever is in the image.</summary>
    public bool NamesBuildId => Expanded.LastOrDefault(argument => argument.TrimStart('-').StartsWith("build-id", StringComparison.Ordinal))
        ?.Contains("=0x", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether sections that nothing refers to are dropped (--gc-sections).</summary>
    public bool CollectsGarbage =>
        Expanded.LastOrDefault(argument => LinkerOption.CollectGarbage.Is(argument) || LinkerOption.KeepGarbage.Is(argument))
        is { } last && LinkerOption.CollectGarbage.Is(last);

    /// <summary>Symbols that the image must have, wherever they are defined: its entry point (-e), and those requested by -u.</summary>
    public IEnumerable<string> RequiredSymbols
    {
        get
        {
            for (int i = 0; i < Expanded.Count; i++)
            {
                string argument = Expanded[i];
                string next = i + 1 < Expanded.Count ? Expanded[i + 1] : "";
                if (argument is "-e" or "-u")
                    yield return next;
                else if (_requiring.Any(option => option.Matches(argument, out _)))
                    yield return argument.Split('=', 2) is [_, var value] ? value : next;
                else if (argument.StartsWith("-u", StringComparison.Ordinal))
                    yield return argument[2..];
                else if (argument.StartsWith("-e", StringComparison.Ordinal) && !LinkerOption.EmitRelocations.Is(argument))
                    yield return argument[2..];
            }
        }
    }

    /// <summary>Symbols that it assigns a value (--defsym), as NAME=EXPRESSION.</summary>
    public IEnumerable<string> DefinedSymbols
    {
        get
        {
            for (int i = 0; i < Expanded.Count; i++)
            {
                if (LinkerOption.Define.Matches(Expanded[i], out string? value))
                    yield return value ?? (i + 1 < Expanded.Count ? Expanded[i + 1] : "");
            }
        }
    }

    /// <summary>Whether the image will be position-independent, as far as the arguments tell.</summary>
    public bool LooksRelocatable => IsShared
        || Expanded.Any(argument => argument is "-static-pie" || LinkerOption.PositionIndependent.Is(argument));

    /// <summary>Whether the image will be a shared object, as in arm64 and RISC-V kernels.</summary>
    public bool IsShared => Expanded.Any(argument => argument is "-Bshareable" || LinkerOption.Shared.Is(argument));

    /// <summary>How labels made by compilers and assemblers are treated, by the last option that says so.</summary>
    public LocalLabelChoice LocalLabels => Expanded.Select(argument =>
        argument is "-X" || LinkerOption.DiscardLocals.Is(argument) ? LocalLabelChoice.Dropped
        : LinkerOption.DiscardNone.Is(argument) ? LocalLabelChoice.Kept
        : LocalLabelChoice.Usual).LastOrDefault(choice => choice != LocalLabelChoice.Usual);

    /// <summary>Whether the program is a linker, by its name or what it says, rather than a compiler driver that runs one.</summary>
    public bool IsLinker { get; private init; }

    /// <summary>Whether the name tells that; otherwise it is taken for a driver.</summary>
    public bool IsToolKnown => ToolName.IsKnown(Tool);

    /// <summary>The words between the program and the arguments of the tool that it runs, the tool's name last; none otherwise.</summary>
    public IReadOnlyList<string> Launched => _launched;

    string Tool => _launched is [.., var tool] ? tool : Program;

    /// <summary>Returns the command of a program that is a linker, whatever its name.</summary>
    public LinkerCommandLine AsLinker() => new(Program, _launched, [.. Arguments], _expanded, _output) { IsLinker = true };

    /// <summary>The arguments to run the compiler driver alone for the same machine, without the program.</summary>
    public IEnumerable<string> TargetArguments
    {
        get
        {
            foreach (string word in _launched)
                yield return word;
            string[] own = [.. _expanded.Where(argument => !argument.Passed).Select(argument => argument.Text)];
            for (int i = 0; i < own.Length; i++)
            {
                if (own[i] is "-target" or "-B" && i + 1 < own.Length)
                {
                    yield return own[i];
                    yield return own[++i];
                }
                else if (_targetPrefixes.Any(prefix =>
                    own[i].Length > prefix.Length && own[i].StartsWith(prefix, StringComparison.Ordinal)))
                {
                    yield return own[i];
                }
            }
        }
    }

    /// <summary>Returns the command of the same program with other arguments.</summary>
    public LinkerCommandLine WithArguments(IEnumerable<string> arguments)
    {
        LinkerCommandLine other = Parse([Program, .. arguments]);
        return IsLinker ? other.AsLinker() : other;
    }

    /// <summary>Parses a command.</summary>
    /// <exception cref="KallsymsException">There is no linker, no name after -o, or a response file cannot be read.</exception>
    public static LinkerCommandLine Parse(IReadOnlyList<string> command)
    {
        if (command.Count == 0)
            throw new KallsymsException(ErrorKind.Usage, "no linker: expected -- LINKER ARG...");
        string[] arguments = [.. command.Skip(1)];
        if (ToolName.WayIn(command[0]) is { } way)
            throw new KallsymsException(ErrorKind.Usage, $"{command[0]} is no linker, but calls one: {way}");
        string[] launched = ToolName.IsKnown(command[0]) ? [] : ToolName.Launched(arguments);
        IReadOnlyList<ExpandedArgument> expanded = ExpandedArgument.All(arguments).Skip(launched.Length).ToArray();
        if (expanded.Any(argument => argument.Text == Placeholder) && !arguments.Contains(Placeholder))
            throw new KallsymsException(
                ErrorKind.Usage, $"{Placeholder} must be an argument of its own, not in a response file or a -Wl list");
        return new(command[0], launched, arguments, expanded, OutputArgument.Find(arguments, expanded));
    }

    /// <summary>
    /// Returns the command with another output and a table object, which goes after the last argument or where {kallsyms} stands.
    /// </summary>
    /// <param name="output">The path of the image.</param>
    /// <param name="tableObject">The path of the table object.</param>
    /// <param name="more">Arguments that override the user's, placed before the table.</param>
    public string[] With(string output, string tableObject, IEnumerable<string>? more = null)
    {
        List<string> arguments = [.. Arguments.Select((argument, i) =>
            argument == Placeholder ? tableObject : i == _output.Index ? _output.Prefix + output : argument)];
        if (_output.Index < 0)
            arguments.AddRange(["-o", output]);
        arguments.AddRange(more ?? []);
        if (Arguments.Contains(Placeholder))
            return [.. arguments];
        // To a compiler driver, -x c determines the type of every later file.
        if (!IsLinker && Expanded.Any(argument => argument.StartsWith("-x", StringComparison.Ordinal)))
            arguments.AddRange(["-x", "none"]);
        arguments.Add(tableObject);
        return [.. arguments];
    }
}

/// <summary>How labels made by compilers and assemblers are treated.</summary>
enum LocalLabelChoice
{
    /// <summary>Those in sections whose equal contents are merged are left out of the image's symbols.</summary>
    Usual,

    /// <summary>All are left out.</summary>
    Dropped,

    /// <summary>All are kept.</summary>
    Kept,
}
