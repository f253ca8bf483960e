using System.CommandLine;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Cli;

/// <summary>Formats a command so that it can be typed into a shell again.</summary>
static class TypedCommand
{
    public static string Of(ParseResult parsed) =>
        string.Join(' ', parsed.Tokens.Select(token => ShellWord.Quoted(token.Value)).Prepend("kallsyms"));
}
