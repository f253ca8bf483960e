using System.CommandLine;
using Kallsyms.Files;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Linking.Programs;

namespace Kallsyms.Cli;

/// <summary>kallsyms link: runs a linker, and makes an image whose table is right.</summary>
static class LinkCommand
{
    public const string Name = "link";

    public static Command Create(StandardStreams std)
    {
        var options = new LinkOptions();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        Argument<string[]> linker = Linker();
        var command = new Command(Name, "Run a linker and produce an image whose embedded table is right.");
        options.AddTo(command);
        command.Add(json);
        command.Add(quiet);
        command.Add(verbose);
        command.Add(linker);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(linker)!, options, parsed, std,
            new(parsed.GetValue(json), !parsed.GetValue(quiet), parsed.GetValue(verbose)), cancellation)));
        return command;
    }

    /// <summary>Creates the argument for the linker's command line.</summary>
    public static Argument<string[]> Linker() => new("LINKER ARG...")
    {
        Description = "The link as you would run it: ld, gold, ld.lld, mold, gcc or clang. The table goes behind the last argument, or "
            + "where {kallsyms} stands.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Links, or becomes the given command if it makes no image of interest.</summary>
    /// <param name="words">The linker and its arguments.</param>
    /// <param name="options">How to link.</param>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="std">Where the report goes.</param>
    /// <param name="report">What to report.</param>
    /// <param name="cancellation">Ends the linker and removes everything that was made so far.</param>
    /// <returns>The exit status.</returns>
    public static int Run(
        string[] words, LinkOptions options, ParseResult parsed, StandardStreams std, LinkReporting report, CancellationToken cancellation)
    {
        var link = LinkerCommandLine.Parse(words);
        if (link.IsStranger && report.Summary)
            std.Say($"{link.Program}: no image is linked by this command, which runs as it is");
        // One kallsyms within another (~/bin/gcc and ~/bin/ld are links to it): the outer one handles the table.
        if (!link.MakesImage || WorkDirectory.IsImage(link.Output))
            ProcessReplacement.Run(link.Program, link.Arguments);
        link = LinkerKind.Ask(link, cancellation);
        if (options.Program(parsed, link) is var (job, table))
        {
            if (ProgramCommand.IsProbe(link))
                ProcessReplacement.Run(link.Program, link.Arguments);
            ProgramReport program = ProgramLink.Run(job, table, std.Say, cancellation);
            if (report.Json)
                std.WriteJson(stream => ProgramSummary.WriteJson(stream, program));
            if (report.Summary)
                ProgramSummary.Print(std, program);
            return ExitStatus.Yes;
        }
        LinkOutcome outcome = KernelLink.Run(options.Job(parsed, link), std.Say, cancellation);
        if (report.Json)
            std.WriteJson(stream => LinkJson.Write(stream, outcome));
        if (outcome.Result != LinkResult.Published)
            LinkSummary.PrintUnpublished(std, outcome);
        else if (report.Summary)
            LinkSummary.PrintPublished(std, outcome, report.Details);
        return outcome.Result == LinkResult.Published ? ExitStatus.Yes : ExitStatus.No;
    }
}

/// <summary>What to report about a successful link.</summary>
/// <param name="Json">Whether to write everything as JSON to standard output.</param>
/// <param name="Summary">Whether to print a line for people.</param>
/// <param name="Details">Whether to print more lines for people.</param>
readonly record struct LinkReporting(bool Json, bool Summary, bool Details);
