using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms map: writes the System.map of an image.</summary>
static class MapCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string> layout = CommonOptions.Layout(
            "Leave out what that release's kernels leave out. auto: read off the image's table; without one, the newest.");
        layout.DefaultValueFactory = _ => "auto";
        var all = new Option<bool>("--all") { Description = "Leave out nothing: what nm -n prints." };
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        Option<string> output = CommonOptions.Output();
        var image = new Argument<string>("IMAGE") { Description = "An ELF file with a symbol table; - is standard input." };
        var command = new Command(
            "map", "Print System.map: the symbols of an image by address, as nm -n and the kernel's filter print them.")
        {
            layout, all, output, quiet, verbose, image,
        };
        command.SetAction(parsed =>
        {
            using ElfFile file = Open(CommandInput.OpenBytes(std, parsed.GetValue(image)!));
            SymbolList symbols = ElfSymbolReader.Read(file);
            if (!parsed.GetValue(all))
            {
                KernelRelease release = Release(parsed.GetValue(layout)!, file, symbols);
                if (parsed.GetValue(verbose))
                    std.Say($"leaving out what kernels of {release.Number} leave out");
                symbols = SymbolSelection.Map(symbols, release.Rules);
            }
            std.Write(parsed.GetValue(output)!, stream => SystemMap.Write(stream, symbols, file));
            return ExitStatus.Yes;
        });
        return command;
    }

    static ElfFile Open(ByteSource bytes)
    {
        if (ElfFile.IsElf(bytes))
            return ElfFile.Parse(bytes);
        using (bytes)
            throw new KallsymsException(
                ErrorKind.Unreadable, "is no ELF file, and has no symbol table of its own: kallsyms dump prints the table that a packed or "
                    + "stripped kernel carries", bytes.Name);
    }

    static KernelRelease Release(string layout, ElfFile file, SymbolList symbols) =>
        layout != "auto" ? KernelRelease.Parse(layout) : ImageVerifier.FindRelease(file, symbols) ?? KernelRelease.Newest;
}
