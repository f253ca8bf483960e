using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms dump: the table of an image, as the kernel prints it.</summary>
static class DumpVerb
{
    public static Command Create()
    {
        Option<string> output = CommonOptions.Output();
        Option<bool> unproved = SymbolSource.Unproved();
        var image = new Argument<string>("IMAGE") { Description = SymbolSource.ImageHelp };
        var command = new Command("dump", "Print an image's embedded table as its kernel would in /proc/kallsyms.") { output, unproved, image };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            (SymbolList symbols, bool wide) = (path == "-" ? null : FromLabels(path)) ?? FromBytes(path, parsed.GetValue(unproved));
            OutputStream.Write(parsed.GetValue(output)!, stream => SystemMap.Write(stream, symbols, wide));
            return ExitStatus.Yes;
        });
        return command;
    }

    // A table can have more than one reading; the one that agrees with the image's own symbols is meant.
    static (SymbolList, bool)? FromLabels(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile file = ElfFile.Parse(source);
        if (file.ReadSymbols() is null)
            return null;
        SymbolList known = ElfSymbolReader.Read(file);
        return (ImageVerifier.Verify(ImageVerifier.RequireTable(file, known), known, layout: null).Symbols, file.Format.Is64);
    }

    // Without labels the table is found by its own structure, and must prove itself.
    static (SymbolList, bool) FromBytes(string path, bool unproved)
    {
        using KernelImage kernel = InputBytes.OpenImage(path);
        EmbeddedTable table = SymbolSource.Table(kernel, unproved);
        return (table.Symbols, table.Spec.Format.Is64);
    }
}
