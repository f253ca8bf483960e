using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Linking.Programs;

namespace Kallsyms.Cli;

/// <summary>kallsyms link: run a linker, and leave an image whose table is right.</summary>
static class LinkCommand
{
    public const string Name = "link";

    public static Command Create(StandardStreams std)
    {
        var options = new LinkOptions();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var linker = new Argument<string[]>("LINKER ARG...")
        {
            Description = "The link as you would run it: ld, gold, ld.lld, mold, gcc or clang. The table goes behind the last argument, or "
                + "where {kallsyms} stands.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(Name, "Run a linker and produce an image whose embedded table is right.");
        options.AddTo(command);
        command.Add(json);
        command.Add(quiet);
        command.Add(verbose);
        command.Add(linker);
        command.SetAction((parsed, cancellation) =>
        {
            var link = LinkerCommandLine.Parse(parsed.GetValue(linker)!);
            if (!link.MakesImage)
                ProcessReplacement.Run(link.Program, link.Arguments);
            if (options.Program(parsed, link) is var (job, table))
            {
                if (ProgramCommand.IsProbe(link))
                    ProcessReplacement.Run(link.Program, link.Arguments);
                ProgramReport report = ProgramLink.Run(job, table, std.Say, cancellation);
                if (parsed.GetValue(json))
                    std.WriteJson(stream => ProgramSummary.WriteJson(stream, report));
                if (!parsed.GetValue(quiet))
                    ProgramSummary.Print(std, report);
                return Task.FromResult(ExitStatus.Yes);
            }
            LinkOutcome outcome = KernelLink.Run(options.Job(parsed, link), std.Say, cancellation);
            if (parsed.GetValue(json))
                std.WriteJson(stream => LinkJson.Write(stream, outcome));
            if (outcome.Result != LinkResult.Published)
                LinkSummary.PrintUnpublished(std, outcome);
            else if (!parsed.GetValue(quiet))
                LinkSummary.PrintPublished(std, outcome, parsed.GetValue(verbose));
            return Task.FromResult(outcome.Result == LinkResult.Published ? ExitStatus.Yes : ExitStatus.No);
        });
        return command;
    }
}
