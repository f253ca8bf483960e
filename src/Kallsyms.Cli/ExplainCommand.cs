using System.CommandLine;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Builds;
using Kallsyms.Diagnosis.Pages;

namespace Kallsyms.Cli;

/// <summary>kallsyms explain: which symbols differ between passes, maps or images, and why.</summary>
static class ExplainCommand
{
    public static Command Create(StandardStreams std)
    {
        var all = new Option<bool>("--all") { Description = "List every difference." };
        Option<string> demangle = ShownNames.Option();
        Option<string?> html = CommonOptions.Html();
        Option<string> colour = CommonOptions.Colour();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var inputs = new Argument<string[]>("PASS...")
        {
            Description = "Two or more System.maps, nm listings, images or /proc/kallsyms, first pass first; or one diff of two lists, one "
                + "directory that "
                + "kallsyms link --evidence wrote, or one kernel build directory.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("explain", "Say which symbols differ between two passes, maps or images, and why.")
        {
            all,
            demangle,
            colour,
            html,
            json,
            quiet,
            verbose,
            inputs,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            CommonOptions.CheckOutputs(parsed.GetValue(html), parsed.GetValue(json));
            (Explanation explanation, IReadOnlyList<BuildFile> files) =
                PassInputs.Explain(
                    std, parsed.GetValue(inputs)!, i => kernels.Choice(parsed, i), parsed.GetValue(verbose));
            ShownNames names = ShownNames.Parse(parsed.GetValue(demangle));
            if (parsed.GetValue(html) is { } page)
            {
                PageData shown = ExplanationPage.Make(explanation, names) with
                {
                    Program = ProgramVersion.Text,
                    Command = TypedCommand.Of(parsed),
                };
                std.Write(page, stream => Page.Write(stream, shown));
            }
            if (parsed.GetValue(json))
                std.WriteJson(stream => ExplanationJson.Write(stream, explanation, files));
            else if (!parsed.GetValue(quiet) && parsed.GetValue(html) != "-")
                std.Write("-", stream => new ExplanationText(parsed.GetValue(all), names)
                    .Write(stream, IsColoured(std, parsed.GetValue(colour)!), explanation, files), colours: true);
            return explanation.Verdict.Class == IncidentClass.Same ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    static bool IsColoured(StandardStreams std, string choice) => choice == "always"
        || choice == "auto" && TextPage.TakesColours(std.OutputIsTerminal);
}
