using System.CommandLine;
using System.Text;
using Kallsyms.Cli;

namespace Kallsyms.Tests.Manual;

/// <summary>Completion for bash. What it leaves empty readline completes as files.</summary>
static class BashCompletion
{
    public const string FileName = "kallsyms.bash";

    public static string Of(RootCommand root)
    {
        var values = new StringBuilder();
        var options = new StringBuilder();
        foreach (Command command in root.Subcommands)
        {
            Option[] all = [.. CommandText.Options(command, root)];
            foreach (Option option in all.Where(Completed.TakesValue))
            {
                string names = string.Join(" | ", CommandText.Names(option).Select(name => $"'{command.Name} {name}'"));
                string reply = Completed.By(option) switch
                {
                    Offer.Words => $"COMPREPLY=($(compgen -W '{string.Join(' ', CommandText.Values(option))}' -- \"$cur\")); return",
                    Offer.Directories => "compopt -o dirnames; return",
                    Offer.Files => "return",
                    _ => "compopt +o default +o bashdefault; return",
                };
                values.Append($"        {names}) {reply} ;;\n");
            }
            options.Append($"        {command.Name}) words='{string.Join(' ', all.SelectMany(CommandText.Names))}' ;;\n");
        }
        string own = string.Join(' ', CommandText.Options(root, root).SelectMany(CommandText.Names));
        string commands = string.Join(' ', root.Subcommands.Select(command => command.Name));
        string lines = string.Join(" | ", root.Subcommands.Where(command => Completed.By(command) == Offer.CommandLine).Select(command => command.Name));
        return $$"""
            # bash completion for kallsyms; made from its commands by make golden.
            _kallsyms() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb= words= i
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        -*) ;;
                        *) verb=${COMP_WORDS[i]}; break ;;
                    esac
                done
                # --name=value is three words here.
                if [[ $cur == '=' ]]; then
                    cur=
                elif [[ $prev == '=' ]]; then
                    prev=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                # The linker's command line is completed as its own.
                case $verb in
                    {{lines}})
                        for ((i++; i < COMP_CWORD; i++)); do
                            if [[ ${COMP_WORDS[i]} == -- ]] && declare -F _command_offset > /dev/null; then
                                _command_offset $((i + 1))
                                return
                            fi
                        done
                        ;;
                esac
                case "$verb $prev" in
            {{values.ToString().TrimEnd('\n')}}
                esac
                case $verb in
                    '') words='{{own}}' ;;
            {{options.ToString().TrimEnd('\n')}}
                esac
                if [[ $cur == -* ]]; then
                    COMPREPLY=($(compgen -W "$words" -- "$cur"))
                elif [[ -z $verb || $verb == {{HelpCommand.Name}} ]]; then
                    COMPREPLY=($(compgen -W '{{commands}}' -- "$cur"))
                fi
            }
            complete -o bashdefault -o default -F _kallsyms kallsyms

            """;
    }
}
