using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms dump: the table of an image, as the kernel prints it.</summary>
static class DumpVerb
{
    public static Command Create()
    {
        Option<string> output = CommonOptions.Output();
        var image = new Argument<string>("IMAGE") { Description = "An ELF image with a table and a symbol table." };
        var command = new Command("dump", "Print an image's embedded table as its kernel would in /proc/kallsyms.") { output, image };
        command.SetAction(parsed =>
        {
            using ElfFile file = ElfFile.Open(parsed.GetValue(image)!);
            SymbolList known = ElfSymbolReader.Read(file);
            // A table can have more than one reading; the one that agrees with the image's own symbols is meant.
            SymbolList symbols = ImageVerifier.Verify(ImageVerifier.RequireTable(file, known), known, layout: null).Symbols;
            OutputStream.Write(parsed.GetValue(output)!, stream => SystemMap.Write(stream, symbols, file.Format.Is64));
            return ExitStatus.Yes;
        });
        return command;
    }
}
