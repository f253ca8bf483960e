using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;

namespace Kallsyms.Cli;

/// <summary>Formats commands, options and arguments for --help, manual pages and completions.</summary>
static class CommandText
{
    /// <summary>"kallsyms link".</summary>
    public static string Name(Command command) => command is RootCommand ? "kallsyms" : $"kallsyms {command.Name}";

    /// <summary>"kallsyms link [OPTION...] LINKER ARG...".</summary>
    public static string Usage(Command command) => string.Join(' ', (string[])
    [
        Name(command),
        "[OPTION...]",
        .. command.Subcommands.Count > 0 ? ["COMMAND ..."] : command.Arguments.Select(Label),
    ]);

    /// <summary>"IMAGE", "[LOG]", "[QUERY...]".</summary>
    public static string Label(Argument argument)
    {
        bool isMany = argument.Arity.MaximumNumberOfValues > 1 && !argument.Name.EndsWith("...", StringComparison.Ordinal);
        string name = isMany ? argument.Name + "..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $"[{name}]" : name;
    }

    /// <summary>"-o, --output FILE": short names first.</summary>
    public static string Label(Option option)
    {
        string names = string.Join(", ", Names(option));
        return option.HelpName is { } value ? $"{names} {value}" : names;
    }

    /// <summary>Returns all names of an option that people would type, short ones first.</summary>
    public static IEnumerable<string> Names(Option option) =>
        option.Aliases.Append(option.Name).Where(name => name is not ("-?" or "/?" or "/h")).Distinct().OrderBy(name => name.Length);

    /// <summary>Returns an option's purpose and its default value.</summary>
    public static string Description(Option option) =>
        option is HelpOption ? "Show this."
        : option.HasDefaultValue && option.HelpName is not null && !option.ValueType.IsArray
            && option.GetDefaultValue()?.ToString() is { Length: > 0 } value
        ? $"{option.Description} Default: {value}."
        : option.Description!;

    /// <summary>Returns the values that an option or argument accepts; none if it takes any.</summary>
    public static IReadOnlyList<string> Values(Symbol symbol) =>
        symbol is Option { HelpName: null } ? []
            : [.. symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Order(StringComparer.Ordinal)];

    /// <summary>Returns the options of a command in the order in which they are shown; --help is last.</summary>
    public static IEnumerable<Option> Options(Command command, RootCommand root) =>
        command.Options.Where(option => option is not HelpOption).Append(root.Options.OfType<HelpOption>().Single());
}
