using System.CommandLine;
using Kallsyms.Images;

namespace Kallsyms.Cli;

/// <summary>kallsyms info: what an image is packed in, which table it has, and how far that is proved.</summary>
static class InfoVerb
{
    public static Command Create(StandardStreams std)
    {
        Option<bool> unproved = SymbolSource.Unproved();
        Option<bool> json = CommonOptions.Json();
        var image = new Argument<string>("IMAGE") { Description = SymbolSource.ImageHelp };
        var command = new Command(
            "info", "Tell containers, kernel release, form and place of the table, and its proof. Exit status 1: there is no table (and why), or it is not proved.")
        {
            unproved, json, image,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            using KernelImage kernel = InputBytes.OpenImage(std, path);
            if (parsed.GetValue(json))
                std.Write("-", stream => InfoJson.Write(stream, path, kernel));
            else
                std.Write("-", stream => InfoText.Write(stream, path, kernel));
            return kernel.Table is { } table && (table.Proof.IsProved || parsed.GetValue(unproved)) ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }
}
