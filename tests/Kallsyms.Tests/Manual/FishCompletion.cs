using System.CommandLine;
using System.Text;
using Kallsyms.Cli;

namespace Kallsyms.Tests.Manual;

/// <summary>Completion for fish.</summary>
static class FishCompletion
{
    public const string FileName = "kallsyms.fish";

    public static string Of(RootCommand root)
    {
        var script = new StringBuilder("# fish completion for kallsyms; made from its commands by make golden.\n");
        const string First = "-n __fish_use_subcommand";
        script.Append($"complete -c kallsyms {First} -f\n");
        foreach (Option option in CommandText.Options(root, root))
            script.Append($"complete -c kallsyms {First} {Words(option)}\n");
        foreach (Command command in root.Subcommands)
            script.Append($"complete -c kallsyms {First} -a {command.Name} -d '{Quoted(Sentences.Clause(command.Description!))}'\n");
        foreach (Command command in root.Subcommands)
        {
            string there = $"-n '__fish_seen_subcommand_from {command.Name}'";
            foreach (Option option in CommandText.Options(command, root))
                script.Append($"complete -c kallsyms {there} {Words(option)}\n");
            if (command.Name == HelpCommand.Name)
                script.Append($"complete -c kallsyms {there} -f -a '{string.Join(' ', root.Subcommands.Select(one => one.Name))}'\n");
        }
        return script.ToString();
    }

    static string Words(Option option)
    {
        string names = string.Join(' ', CommandText.Names(option).Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : $"-s {name[1..]}"));
        string value = Completed.By(option) switch
        {
            Offer.Words => $" -x -a '{string.Join(' ', CommandText.Values(option))}'",
            Offer.Files => " -r -F",
            Offer.Directories => " -x -a '(__fish_complete_directories)'",
            _ => Completed.TakesValue(option) ? " -x" : "",
        };
        return $"{names}{value} -d '{Quoted(Sentences.Clause(CommandText.Description(option)))}'";
    }

    static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
