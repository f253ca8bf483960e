using System.CommandLine;
using System.Text;
using Kallsyms.Cli;

namespace Kallsyms.Tests.Manual;

/// <summary>
/// Manual pages, made from the commands as the parser has them. @DATE@ and @VERSION@ are put in when they are installed, so that the pages
/// change with their text alone.
/// </summary>
static class ManPage
{
    static readonly (string Name, string Text)[] _environment =
    [
        ("KALLSYMS", "off, no or 0: kallsyms make is a plain make."),
        ("MAKE", "The program that kallsyms make runs, instead of make."),
        ("NO_COLOR", "Not empty: no colours."),
    ];

    /// <summary>"kallsyms-link.1".</summary>
    public static string FileName(Command command) => $"{PageName(command)}.1";

    /// <summary>The page of a command, or of the program.</summary>
    public static string Of(Command command, RootCommand root)
    {
        var page = new StringBuilder();
        string name = PageName(command);
        page.Append($".TH {name.ToUpperInvariant().Replace("-", "\\-", StringComparison.Ordinal)} 1 @DATE@ \"kallsyms @VERSION@\" \"User Commands\"\n");
        page.Append($".SH NAME\n{Text(name)} \\- {Text(Sentences.First(command.Description!))}\n");
        page.Append($".SH SYNOPSIS\n.nf\n{Synopsis(command)}\n.fi\n");
        page.Append($".SH DESCRIPTION\n{Text(command.Description!)}\n");
        foreach (Argument argument in command.Arguments)
            Entry(page, $"\\fI{Text(argument.Name)}\\fR", argument.Description!);
        page.Append(".SH OPTIONS\n");
        foreach (Option option in CommandText.Options(command, root))
            Entry(page, Label(option), CommandText.Description(option));
        if (command == root)
        {
            page.Append(".SH COMMANDS\n");
            foreach (Command one in root.Subcommands)
                Entry(page, $"\\fB{Text(one.Name)}\\fR", one.Description!);
        }
        page.Append(".SH EXIT STATUS\n");
        foreach ((int status, string text) in ExitStatus.Meanings)
            Entry(page, $"\\fB{status}\\fR", Sentences.Sentence(text));
        if (command == root)
        {
            page.Append(".SH ENVIRONMENT\n");
            foreach ((string variable, string text) in _environment)
                Entry(page, $"\\fB{variable}\\fR", text);
        }
        page.Append(".SH EXAMPLES\n");
        foreach (Example example in CommandExamples.Of(command == root ? name : command.Name))
            Entry(page, $"\\fB{Text(example.Line)}\\fR", example.Purpose);
        IEnumerable<string> others = command == root ? root.Subcommands.Select(PageName) : [PageName(root)];
        page.Append($".SH SEE ALSO\n{string.Join(",\n", others.Select(other => $"\\fB{Text(other)}\\fR(1)"))}\n");
        return page.ToString();
    }

    static string PageName(Command command) => CommandText.Name(command).Replace(' ', '-');

    static string Synopsis(Command command) => Text(CommandText.Usage(command)).Replace(Text(CommandText.Name(command)), $"\\fB{Text(CommandText.Name(command))}\\fR", StringComparison.Ordinal);

    static string Label(Option option) => string.Join(", ", CommandText.Names(option).Select(name => $"\\fB{Text(name)}\\fR"))
        + (option.HelpName is { } value ? $" \\fI{Text(value)}\\fR" : "");

    static void Entry(StringBuilder page, string label, string text) => page.Append($".TP\n{label}\n{Text(text)}\n");

    // Hyphens are minus signs here: words with one are typed or searched for. A line that begins with a dot is a request.
    static string Text(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("'", "\\(aq", StringComparison.Ordinal).Replace("~", "\\(ti", StringComparison.Ordinal).Replace("^", "\\(ha", StringComparison.Ordinal);
        return escaped.StartsWith('.') ? "\\&" + escaped : escaped;
    }
}
