namespace Kallsyms.Linking;

/// <summary>
/// A linker's command line, as the caller would run it: GNU ld, gold, ld.lld, mold, or a compiler driver. Only what a table needs to
/// know is understood; everything is passed on as it is.
/// </summary>
public sealed class LinkCommand
{
    /// <summary>The argument that stands for the table object.</summary>
    public const string Placeholder = "{kallsyms}";

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

    /// <summary>All arguments with response files (@FILE) read and -Wl lists taken apart: for finding out what will be linked.</summary>
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
    public bool LooksRelocatable => Expanded.Any(argument => argument is "-pie" or "--pie" or "-shared" or "--shared" or "-static-pie");

    /// <summary>Takes a command apart.</summary>
    /// <exception cref="KallsymsException">There is no linker, or two outputs, or a response file cannot be read.</exception>
    public static LinkCommand Parse(IReadOnlyList<string> command)
    {
        if (command.Count == 0)
            throw new KallsymsException(ErrorKind.Usage, "no linker: expected -- LINKER ARG...");
        string[] arguments = [.. command.Skip(1)];
        (int index, string prefix, string output) = (-1, "", "a.out");
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument is "-o" or "--output")
            {
                if (++i >= arguments.Length)
                    throw new KallsymsException(ErrorKind.Usage, $"{argument} needs a file name");
                (index, prefix, output) = (i, "", arguments[i]);
            }
            else if (argument.StartsWith("--output=", StringComparison.Ordinal))
            {
                (index, prefix, output) = (i, "--output=", argument["--output=".Length..]);
            }
            else if (argument.StartsWith("-o", StringComparison.Ordinal) && !argument.StartsWith("-omagic", StringComparison.Ordinal))
            {
                (index, prefix, output) = (i, "-o", argument[2..]);
            }
        }
        return new(command[0], arguments, index, prefix, output, [.. Expand(arguments, depth: 0)]);
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

    /// <summary>The arguments without output, table object and anything that names an existing file.</summary>
    public IEnumerable<string> Options => _arguments.Where(
        (argument, i) => i != _outputIndex && argument is not ("-o" or Placeholder) && argument.StartsWith('-'));

    static IEnumerable<string> Expand(IEnumerable<string> arguments, int depth)
    {
        foreach (string argument in arguments)
        {
            if (argument.StartsWith('@') && argument.Length > 1 && File.Exists(argument[1..]))
            {
                if (depth > 8)
                    throw new KallsymsException(ErrorKind.Usage, "response files nest too deep", argument[1..]);
                foreach (string inner in Expand(ResponseFile.Read(argument[1..]), depth + 1))
                    yield return inner;
            }
            else if (argument.StartsWith("-Wl,", StringComparison.Ordinal))
            {
                foreach (string inner in argument["-Wl,".Length..].Split(','))
                    yield return inner;
            }
            else
            {
                yield return argument;
            }
        }
    }
}
