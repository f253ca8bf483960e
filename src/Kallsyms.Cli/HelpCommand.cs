using System.CommandLine;

namespace Kallsyms.Cli;

/// <summary>kallsyms help: the page that --help shows.</summary>
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
            ?? throw new KallsymsException(
                ErrorKind.Usage,
                $"help: there is no command '{name}'; there are {string.Join(", ", root.Subcommands.Select(command => command.Name))}");
}
