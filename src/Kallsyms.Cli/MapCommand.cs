using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms map: System.map of an image.</summary>
static class MapCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string> layout = CommonOptions.Layout(
            "Leave out what that release's kernels leave out. auto: read off the image's table; without one, the newest.", takesAuto: true);
        layout.DefaultValueFactory = _ => "auto";
        var all = new Option<bool>("--all") { Description = "Leave out nothing: what nm -n prints." };
        Option<string> output = CommonOptions.Output();
        var image = new Argument<string>("IMAGE") { Description = "An ELF file with a symbol table; - is standard input." };
        var command = new Command(
            "map", "Print System.map: the symbols of an image by address, as nm -n and the kernel's filter print them.")
        {
            layout,
            all,
            output,
            image,
        };
        command.SetAction(parsed =>
        {
            using ElfFile file = ElfFile.Parse(CommandInput.OpenBytes(std, parsed.GetValue(image)!));
            SymbolList symbols = ElfSymbolReader.Read(file);
            if (!parsed.GetValue(all))
                symbols = SymbolSelection.Map(symbols, Rules(parsed.GetValue(layout)!, file, symbols));
            std.Write(parsed.GetValue(output)!, stream => SystemMap.Write(stream, symbols, file));
            return ExitStatus.Yes;
        });
        return command;
    }

    static SymbolRules Rules(string layout, ElfFile file, SymbolList symbols) =>
        (layout != "auto" ? KernelRelease.Parse(layout) : ImageVerifier.FindRelease(file, symbols) ?? KernelRelease.Newest).Rules;
}
