using System.CommandLine;
using System.Text;
using Kallsyms.Cli;

namespace Kallsyms.Tests.Manual;

/// <summary>Completion for zsh.</summary>
static class ZshCompletion
{
    public const string FileName = "_kallsyms";

    public static string Of(RootCommand root)
    {
        var script = new StringBuilder("#compdef kallsyms\n# zsh completion for kallsyms; made from its commands by make golden.\n_kallsyms() {\n");
        script.Append("    local -a commands=(\n");
        foreach (Command command in root.Subcommands)
            script.Append($"        '{command.Name}:{Quoted(Sentences.Clause(command.Description!))}'\n");
        script.Append("    )\n    local context state state_descr line\n    typeset -A opt_args\n    _arguments -C \\\n");
        foreach (Option option in CommandText.Options(root, root))
            script.Append($"        {Words(option)} \\\n");
        script.Append("        '1:command:->command' '*::argument:->argument'\n    case $state in\n        command) _describe command commands ;;\n");
        script.Append("        argument)\n            case $words[1] in\n");
        foreach (Command command in root.Subcommands)
        {
            script.Append($"                {command.Name})\n                    _arguments -S \\\n");
            foreach (Option option in CommandText.Options(command, root))
                script.Append($"                        {Words(option)} \\\n");
            script.Append($"                        {Rest(command)}\n                    ;;\n");
        }
        script.Append("            esac\n            ;;\n    esac\n}\nif [[ $funcstack[1] == _kallsyms ]]; then _kallsyms \"$@\"; else compdef _kallsyms kallsyms; fi\n");
        return script.ToString();
    }

    static string Rest(Command command) => Completed.By(command) switch
    {
        Offer.CommandLine => "'*::command line:_normal'",
        Offer.Words => "'1:command:{_describe command commands}'",
        _ => "'*:file:_files'",
    };

    static string Words(Option option)
    {
        string[] names = [.. CommandText.Names(option)];
        string value = Completed.By(option) switch
        {
            Offer.Words => $":value:({string.Join(' ', CommandText.Values(option))})",
            Offer.Files => ":file:_files",
            Offer.Directories => ":directory:_files -/",
            _ => Completed.TakesValue(option) ? ":value: " : "",
        };
        string text = $"[{Quoted(Sentences.Clause(CommandText.Description(option))).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)}]{value}'";
        // A value follows a short name at once or as the next word, a long one as the next word or behind =.
        string[] forms = [.. names.Select(name => value.Length == 0 ? name : name.StartsWith("--", StringComparison.Ordinal) ? name + "=" : name + "+")];
        return forms.Length == 1 ? $"'{forms[0]}{text}" : $"'({string.Join(' ', names)})'{{{string.Join(',', forms)}}}'{text}";
    }

    static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "'\\''", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
