using System.CommandLine;
using System.CommandLine.Parsing;

namespace Kallsyms.Cli;

/// <summary>Reports errors in a command line: one line each, with what was probably meant.</summary>
static class UsageError
{
    /// <summary>Returns the errors; none if it is valid. After an unknown word, errors about later words are not informative.</summary>
    public static string[] Find(ParseResult parsed) =>
        Stranger(parsed) is { } word
            ? [$"there is no {Kind(parsed, word)} '{word}'{Hint(word, Candidates(parsed, word))}"]
            : (EmptyWord(parsed) ?? Contradiction(parsed)) is { } wrong ? [wrong]
            : [.. parsed.Errors.Select(
                error => string.Join(' ', error.Message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>Prints the errors and returns the exit status.</summary>
    public static int Print(string[] errors, ParseResult parsed, StandardStreams std)
    {
        foreach (string error in errors)
            std.Say(error);
        std.Say($"see '{Path(parsed)} --help'");
        return ExitStatus.Usage;
    }

    static string? Stranger(ParseResult parsed) =>
        UnknownOption(parsed) ?? parsed.UnmatchedTokens.FirstOrDefault(word => Kind(parsed, word) == "command");

    // No file, name or number is empty; only words for a linker or make may be.
    static string? EmptyWord(ParseResult parsed)
    {
        if (parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(HasEmpty) is { } option)
            return $"what is given to {option.Option.Name} is empty";
        bool isForOthers = parsed.CommandResult.Command.Name
            is LinkCommand.Name or CompilerCommand.Name or MakeCommand.Name or KbuildLinkCommand.Name;
        return isForOthers || parsed.CommandResult.Children.OfType<ArgumentResult>().FirstOrDefault(HasEmpty) is not { } argument ? null
            : $"an empty word is no {argument.Argument.Name}";
    }

    static string? Contradiction(ParseResult parsed)
    {
        bool Has(string name) =>
            parsed.CommandResult.Children.OfType<OptionResult>().Any(result => !result.Implicit && result.Option.Name == name);
        return Has("--quiet") && Has("--verbose") ? "-q and -v say the opposite of each other: give one of them"
            : Has("--json") && Has("--format") && parsed.GetValue<string>("--format") != "json"
                ? "--json and another --format say the opposite of each other: give one of them"
            : null;
    }

    static bool HasEmpty(SymbolResult result) => result.Tokens.Any(token => token.Value.Length == 0);

    // The parser takes an unknown option for an argument, such as the file or the linker to run. Where -- may follow but does not, the
    // first word is the linker, and those after it are the linker's.
    static string? UnknownOption(ParseResult parsed)
    {
        Token[] ours = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)];
        IEnumerable<Token> words = ours.Where(token => token.Type == TokenType.Argument && !IsValue(parsed, token));
        if (parsed.CommandResult.Command.Name is LinkCommand.Name or CompilerCommand.Name && ours.Length == parsed.Tokens.Count)
            words = words.Take(1);
        return words.FirstOrDefault(token => token.Value is ['-', _, ..])?.Value;
    }

    static bool IsValue(ParseResult parsed, Token token) =>
        parsed.CommandResult.Children.OfType<OptionResult>().Any(option => option.Tokens.Contains(token));

    static string Kind(ParseResult parsed, string word) =>
        word.StartsWith('-') ? "option" : parsed.CommandResult.Command is RootCommand ? "command" : "argument";

    static IEnumerable<string> Candidates(ParseResult parsed, string word) =>
        word.StartsWith('-')
            ? parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
            : parsed.CommandResult.Command.Subcommands.Select(command => command.Name);

    /// <summary>Returns what was probably meant, as the end of a message; empty if nothing is similar.</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        (string? best, int distance) =
            candidates.Select(name => (name, EditDistance.Between(word, name))).MinBy(candidate => candidate.Item2);
        return word.Length > 2 && best is not null && distance <= 1 + word.Length / 4 ? $"; did you mean '{best}'?" : "";
    }

    static string Path(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "kallsyms" : $"kallsyms {parsed.CommandResult.Command.Name}";
}
