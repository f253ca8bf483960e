using System.CommandLine;
using System.CommandLine.Invocation;

namespace Kallsyms.Cli;

/// <summary>--help: a command's purpose, arguments, options, examples and exit statuses, in 80 columns.</summary>
sealed class HelpPage : SynchronousCommandLineAction
{
    const int Width = 80;
    const string Indent = "      ";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command,
            (RootCommand)parseResult.RootCommandResult.Command);
        return ExitStatus.Yes;
    }

    /// <summary>Writes the page of a command, or of the program.</summary>
    public static void Write(TextWriter page, Command command, RootCommand root)
    {
        Wrap(page, command.Description!, "");
        page.WriteLine();
        Wrap(page, "Usage: " + CommandText.Usage(command), "");
        foreach (Argument argument in command.Arguments)
            Entry(page, argument.Name, argument.Description!);
        Title(page, "Options:");
        foreach (Option option in CommandText.Options(command, root))
            Entry(page, CommandText.Label(option), CommandText.Description(option));
        if (command.Subcommands.Count > 0)
            Title(page, "Commands:");
        foreach (Command one in command.Subcommands)
            Entry(page, one.Name, one.Description!);
        Title(page, "Examples:");
        foreach (Example example in CommandExamples.Of(command is RootCommand ? CommandText.Name(command) : command.Name))
            Entry(page, example.Line, example.Purpose);
        Title(page, "Exit status:");
        foreach ((int status, string text) in ExitStatus.Meanings)
            page.WriteLine($"  {status}   {text}");
    }

    static void Title(TextWriter page, string title)
    {
        page.WriteLine();
        page.WriteLine(title);
    }

    static void Entry(TextWriter page, string label, string text)
    {
        page.WriteLine("  " + label);
        Wrap(page, text, Indent);
    }

    static void Wrap(TextWriter page, string text, string indent)
    {
        string line = indent;
        foreach (string word in text.Split(' '))
        {
            if (line.Length + word.Length >= Width && line.Length > indent.Length)
            {
                page.WriteLine(line.TrimEnd());
                line = indent;
            }
            line += word + " ";
        }
        page.WriteLine(line.TrimEnd());
    }
}
