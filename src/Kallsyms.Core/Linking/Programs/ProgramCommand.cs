using Kallsyms.Files;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Programs;

/// <summary>
/// Adapts the command of a program's link to a table: the table is kept although nothing may refer to it (--gc-sections), and symbols
/// are available to make it from even if the finished image is to be stripped (-s).
/// </summary>
static class ProgramCommand
{
    static readonly string[] _stripAll = ["-s", "--strip-all", "-strip-all"];

    /// <summary>
    /// Whether a link is a probe whose image nobody wants: build systems link into /dev/null to see what a compiler can do.
    /// </summary>
    public static bool IsProbe(LinkerCommandLine command) =>
        FileStatus.Of(command.Output) is { Kind: not (FileKind.Regular or FileKind.Directory) };

    /// <summary>Whether the finished image is to have no symbol table.</summary>
    public static bool Strips(LinkerCommandLine command) => command.Expanded.Any(_stripAll.Contains);

    /// <summary>Returns the command for the user's link, with the table as a root of garbage collection.</summary>
    public static LinkerCommandLine Keeping(LinkerCommandLine command, string label) =>
        command.WithArguments([.. command.Arguments, .. command.IsLinker ? (string[])["-u", label] : [$"-Wl,-u,{label}"]]);

    /// <summary>Returns the command without stripping, so that the image keeps its symbol table.</summary>
    public static LinkerCommandLine Unstripped(LinkerCommandLine command) =>
        Strips(command) ? command.WithArguments(WithoutStrip(command.Arguments)) : command;

    static IEnumerable<string> WithoutStrip(IEnumerable<string> arguments)
    {
        const string List = "-Wl,";
        string? handingOn = null;
        foreach (string argument in arguments)
        {
            bool strips = _stripAll.Contains(argument);
            if (handingOn is not null)
            {
                if (!strips)
                {
                    yield return handingOn;
                    yield return argument;
                }
                handingOn = null;
            }
            else if (argument is "-Xlinker" or "--for-linker")
            {
                handingOn = argument;
            }
            else if (argument.StartsWith(List, StringComparison.Ordinal))
            {
                string[] kept = [.. argument[List.Length..].Split(',').Where(part => !_stripAll.Contains(part))];
                if (kept.Length > 0)
                    yield return List + string.Join(',', kept);
            }
            else if (argument.StartsWith('@') && File.Exists(argument[1..]) && ExpandedArgument.All([argument]).Any(inner =>
                _stripAll.Contains(inner.Text)))
            {
                foreach (string inner in WithoutStrip(ResponseFile.Read(argument[1..])))
                    yield return inner;
            }
            else if (!strips)
            {
                yield return argument;
            }
        }
        if (handingOn is not null)
            yield return handingOn;
    }
}
