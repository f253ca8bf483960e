using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Kbuild;

/// <summary>Runs the tools of a build and reports them as kbuild does.</summary>
/// <param name="Make">Variables of the build.</param>
/// <param name="Output">Receives lines for standard output.</param>
/// <param name="Trace">Receives lines for standard error.</param>
/// <param name="Cancellation">Ends the running tool.</param>
sealed record BuildSteps(KbuildVariables Make, Action<string> Output, Action<string> Trace, CancellationToken Cancellation)
{
    /// <summary>Prints a line such as "  LD      vmlinux".</summary>
    public void Say(string what, string file) => Output($"  {what,-7} {file}");

    /// <summary>Says that an image has its table.</summary>
    public void SayTable(string image, int symbols, int links) =>
        Say("KSYMS", $"{image} ({Quantity.Of(symbols, "symbol")}, {Quantity.Of(links, "link")})");

    /// <summary>Says that an image has a table that is known to the tree alone.</summary>
    public void SayOwnTable(string image, int links) => Say("KSYMS", $"{image} (the tree's own table, {Quantity.Of(links, "link")})");

    /// <summary>Shows a command, if the user wants to see them.</summary>
    public void Show(IReadOnlyList<string> command)
    {
        if (Make.IsVerbose)
            Trace("+ " + string.Join(' ', command));
    }

    /// <exception cref="KallsymsException">The command fails.</exception>
    public void Run(IReadOnlyList<string> command)
    {
        if (command.Count == 0)
            throw new KallsymsException(ErrorKind.Usage, "a tool's variable is not set: kbuild-link is called by make");
        Show(command);
        Execute(command[0], command.Skip(1));
    }

    /// <summary>Runs a command with its standard output in a file.</summary>
    public void RunInto(string file, IReadOnlyList<string> command)
    {
        Show([.. command, ">", file]);
        Execute(Make.Shell, ["-c", "out=$1; shift; exec \"$@\" > \"$out\"", "sh", file, .. command]);
    }

    /// <summary>Runs a command and discards its standard error.</summary>
    public void RunWithoutErrors(IReadOnlyList<string> command)
    {
        Show(command);
        Execute(Make.Shell, ["-c", "exec \"$@\" 2> /dev/null", "sh", .. command]);
    }

    void Execute(string program, IEnumerable<string> arguments)
    {
        using ToolRun tool = ToolRun.Start(program, arguments, Cancellation);
        tool.Finish();
    }
}
