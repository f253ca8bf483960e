using System.CommandLine;
using Kallsyms.Symbols;

namespace Kallsyms.Cli;

/// <summary>kallsyms dump: the table of an image, as the kernel prints it.</summary>
static class DumpVerb
{
    public static Command Create(StandardStreams std)
    {
        Option<string> output = CommonOptions.Output();
        Option<bool> unproved = SymbolSource.Unproved();
        var image = new Argument<string>("IMAGE") { Description = SymbolSource.ImageHelp };
        var command = new Command("dump", "Print an image's embedded table as its kernel would in /proc/kallsyms.") { output, unproved, image };
        command.SetAction(parsed =>
        {
            TableInput input = TableInput.Open(std, parsed.GetValue(image)!, parsed.GetValue(unproved));
            std.Write(parsed.GetValue(output)!, stream => SystemMap.Write(stream, input.Symbols, input.Spec.Format.Is64));
            return ExitStatus.Yes;
        });
        return command;
    }
}
