using System.CommandLine;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms info: shows what an input is, which table it has, and how far that is proved.</summary>
static class InfoCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<bool> unproved = CommandInput.Unproved();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.SourceHelp };
        Option<bool> verbose = CommonOptions.Verbose();
        var command = new Command(
            "info", "Show the containers, the kernel release, and the table's format, place and proof. Exit status 1: there is no "
                + "table (and why), or it is not proved.")
        {
            unproved, json, quiet, verbose, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            using SymbolSource source = CommandInput.Inspect(std, path, kernels.Choice(parsed), parsed.GetValue(quiet));
            if (source.ImageTable is { } program)
            {
                if (parsed.GetValue(json))
                    std.WriteJson(stream => ImageTableText.WriteJson(stream, "info", path, program));
                else if (!parsed.GetValue(quiet))
                    std.Write("-", stream => ImageTableText.WriteInfo(stream, path, program));
                return source.Doubt is null || parsed.GetValue(unproved) ? ExitStatus.Yes : ExitStatus.No;
            }
            if (parsed.GetValue(verbose) && source.Table is not null)
                std.Say($"{path}: {InfoText.Found(source)}");
            if (parsed.GetValue(json))
                std.WriteJson(stream => InfoJson.Write(stream, path, source));
            else if (!parsed.GetValue(quiet))
                std.Write("-", stream => InfoText.Write(stream, path, source));
            return source.Table is not null && (source.Doubt is null || parsed.GetValue(unproved)) ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }
}
