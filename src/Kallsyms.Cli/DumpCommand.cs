using System.CommandLine;
using Kallsyms.Sources;
using Kallsyms.Symbols;

namespace Kallsyms.Cli;

/// <summary>kallsyms dump: the table of an image, as the kernel prints it.</summary>
static class DumpCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string> output = CommonOptions.Output();
        Option<bool> unproved = CommandInput.Unproved();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.ImageHelp };
        var command = new Command("dump", "Print an image's embedded table as its kernel would in /proc/kallsyms.")
        {
            output, unproved, quiet, verbose, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            using SymbolSource source = CommandInput.OpenWhole(
                std, parsed.GetValue(image)!, kernels.Choice(parsed), parsed.GetValue(unproved),
                parsed.GetValue(quiet), parsed.GetValue(verbose));
            if (source.Kind == SourceKind.List)
                _ = source.RequireTable();
            std.Write(parsed.GetValue(output)!, stream => SystemMap.Write(stream, source.Symbols, source.Is64));
            return ExitStatus.Yes;
        });
        return command;
    }
}
