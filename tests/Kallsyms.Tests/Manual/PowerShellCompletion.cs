using System.CommandLine;
using System.Text;
using Kallsyms.Cli;

namespace Kallsyms.Tests.Manual;

/// <summary>Completion for PowerShell. Where it offers nothing, PowerShell completes files.</summary>
static class PowerShellCompletion
{
    public const string FileName = "kallsyms.ps1";

    public static string Of(RootCommand root)
    {
        var options = new StringBuilder();
        var values = new StringBuilder();
        foreach (Command command in root.Subcommands.Prepend(root))
        {
            string verb = command == root ? "" : command.Name;
            Option[] all = [.. CommandText.Options(command, root)];
            options.Append($"        '{verb}' = @({Words(all.SelectMany(CommandText.Names))})\n");
            foreach (Option option in all.Where(option => Completed.By(option) == Offer.Words))
            {
                foreach (string name in CommandText.Names(option))
                    values.Append($"        '{verb} {name}' = @({Words(CommandText.Values(option))})\n");
            }
        }
        return $$"""
            # PowerShell completion for kallsyms; made from its commands by make golden. Read it in your $PROFILE: . /usr/share/kallsyms/kallsyms.ps1
            Register-ArgumentCompleter -Native -CommandName kallsyms -ScriptBlock {
                param($word, $line, $cursor)
                $verbs = @({{Words(root.Subcommands.Select(command => command.Name))}})
                $options = @{
            {{options.ToString().TrimEnd('\n')}}
                }
                $values = @{
            {{values.ToString().TrimEnd('\n')}}
                }
                # The words before the one that is completed.
                $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { "$_" })
                $verb = "$($before | Where-Object { $_ -notlike '-*' } | Select-Object -First 1)"
                $previous = if ($before.Count) { $before[-1] } else { '' }
                $offered = if ($word -match '^(--[^=]+)=(.*)$') {
                    $name = $Matches[1]
                    $values["$verb $name"] | ForEach-Object { "$name=$_" }
                } elseif ($values.ContainsKey("$verb $previous")) {
                    $values["$verb $previous"]
                } elseif ($word -like '-*') {
                    $options[$verb]
                } elseif ($verb -eq '' -or $verb -eq '{{HelpCommand.Name}}') {
                    $verbs
                }
                $offered | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """;
    }

    static string Words(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
