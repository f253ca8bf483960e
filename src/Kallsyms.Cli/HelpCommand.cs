using System.CommandLine;

namespace Kallsyms.Cli;

/// <summary>kallsyms help: shows the page of --help.</summary>
static class HelpCommand
{
    public const string Name = "help";

    public static Command Create(RootCommand root)
    {
        var about = new Argument<string?>("COMMAND")
        {
            Description = "The command; without one, the program.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        about.CompletionSources.Add(
            _ => root.Subcommands.Select(command => new System.CommandLine.Completions.CompletionItem(command.Name)));
        var command = new Command(Name, "Show what a command does.") { about };
        command.SetAction(parsed =>
        {
            HelpPage.Write(parsed.InvocationConfiguration.Output, Find(root, parsed.GetValue(about)), root);
            return ExitStatus.Yes;
        });
        return command;
    }

    static Command Find(RootCommand root, string? name) =>
        name is null ? root
        : root.Subcommands.FirstOrDefault(command => command.Name == name)
            ?? throw new KallsymsException(ErrorKind.Usage, $"there is no command '{name}'{Hint(name, root)}");

    static string Hint(string name, RootCommand root)
    {
        string[] names = [.. root.Subcommands.Select(command => command.Name)];
        return UsageError.Hint(name, names) is { Length: > 0 } hint ? hint : $"; there are {string.Join(", ", names)}";
    }
}
