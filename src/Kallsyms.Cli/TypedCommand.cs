using System.CommandLine;

namespace Kallsyms.Cli;

/// <summary>Formats a command so that it can be typed into a shell again.</summary>
static class TypedCommand
{
    public static string Of(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value)).Prepend("kallsyms"));

    static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c)) ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
