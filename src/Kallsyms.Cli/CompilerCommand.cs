using System.CommandLine;

namespace Kallsyms.Cli;

/// <summary>kallsyms cc: stands in for a compiler, as in CC="kallsyms cc -- gcc". It is kallsyms link without output of its own.</summary>
static class CompilerCommand
{
    public const string Name = "cc";

    public static Command Create(StandardStreams std)
    {
        var options = new LinkOptions();
        Argument<string[]> linker = LinkCommand.Linker();
        var command = new Command(Name, "Run a compiler or linker for a build system, and give what it links a table; link -q in short.");
        options.AddTo(command);
        command.Add(linker);
        command.SetAction((parsed, cancellation) => Task.FromResult(
            LinkCommand.Run(parsed.GetValue(linker)!, options, parsed, std, default, cancellation)));
        return command;
    }
}
