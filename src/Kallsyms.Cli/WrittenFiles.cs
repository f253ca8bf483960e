using System.CommandLine;
using System.CommandLine.Parsing;
using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>Compares the files that a command writes with those it reads, before it does either.</summary>
static class WrittenFiles
{
    /// <summary>Options that name a file to be written. Links have more, and check them together with the linker's own.</summary>
    public static IReadOnlyList<string> Options { get; } = ["--output", "--html", "--object"];

    /// <summary>Refuses a command line by which an input would be overwritten.</summary>
    /// <exception cref="KallsymsException">An output is an input.</exception>
    public static void Check(ParseResult parsed)
    {
        IEnumerable<Option> options = parsed.CommandResult.Command.Options;
        Check(
            options.Where(option => Options.Contains(option.Name)).Select(option => parsed.GetValue<string?>(option.Name)),
            [
                .. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(Words),
                .. options.Where(IsInput).Select(parsed.GetResult).OfType<OptionResult>().SelectMany(Words),
            ]);
    }

    /// <summary>Refuses outputs that are inputs; - is standard output and standard input, which may be files as well.</summary>
    /// <exception cref="KallsymsException">An output is an input.</exception>
    public static void Check(IEnumerable<string?> outputs, IEnumerable<string> inputs)
    {
        if (OperatingSystem.IsLinux())
            OverwrittenInput.Refuse(
                outputs.OfType<string>().Select(output => File(output, "/dev/stdout", "standard output")),
                inputs.Select(input => File(input, "/dev/stdin", CommandInput.StandardInput)));
    }

    // What an option takes is in its help.
    static bool IsInput(Option option) =>
        option.HelpName?.StartsWith("FILE", StringComparison.Ordinal) == true && !Options.Contains(option.Name);

    static IEnumerable<string> Words(SymbolResult result) =>
        result.Tokens.Count > 0 ? result.Tokens.Select(token => token.Value)
        : result is ArgumentResult { Argument: Argument<string> { HasDefaultValue: true } } argument
            && argument.GetValueOrDefault<string>() is { } word ? [word] : [];

    static (string Path, string Name) File(string word, string device, string name) => word == "-" ? (device, name) : (word, word);
}
