using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.ImageTables;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms embed: writes a table into a finished image that has room for one.</summary>
static class EmbedCommand
{
    public const string Name = "embed";

    public static Command Create(StandardStreams std)
    {
        Option<string> symbols = CommonOptions.Choice("--symbols", "As for kallsyms link.", "text", "functions", "all");
        var options = new ImageLayoutOptions();
        var from = new Option<string?>("--from")
        {
            Description = "Take the symbols of this ELF file, from which IMAGE was stripped or copied.",
            HelpName = "FILE",
        };
        var section = new Option<string?>("--section")
        {
            Description = "The section that is reserved for the table, instead of what kallsyms_table and .kallsyms tell.",
            HelpName = "NAME",
        };
        var clear = new Option<bool>("--clear") { Description = "Take all symbols out of the table." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write to FILE; by default IMAGE is replaced.",
            HelpName = "FILE",
        };
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE")
        {
            Description = "A finished image, linked by anything, that has a table or reserves room for one.",
        };
        var command = new Command(
            Name, "Put a table in the layout image into a finished image that has room for one, without linking it again.")
        {
            symbols, from, section, clear, output, quiet, verbose, image,
        };
        foreach (Option option in options.All)
            command.Add(option);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            using ByteSource source = SourceFile.Open(path);
            byte[] bytes = source.Read(0, source.Length);
            var room = TableRoom.Find(source, parsed.GetValue(section));
            if (parsed.GetValue(verbose))
                std.Say($"{path}: room of {room.Size} bytes at 0x{room.Address:x}, byte 0x{room.Offset:x} of the file");
            using ElfFile elf = Origin(parsed.GetValue(from), source);
            if (parsed.GetValue(from) is not null && !parsed.GetValue(clear))
                SymbolOrigin.Require(elf, source, room);
            (ImageSymbols? chosen, ImageTableContent content) = parsed.GetValue(clear)
                ? (null, new([], elf.Format.Is64 ? ImageTableParts.Image64 : 0, default))
                : options.Read(parsed, parsed.GetValue(symbols)!).Content(elf, Symbols(elf));
            (byte[] table, int needed) = TableEmbedding.Fill(room, content, path);
            table.CopyTo(bytes.AsSpan((int)room.Offset));
            string destination = parsed.GetValue(output) ?? path;
            std.WriteBinary(destination, stream => stream.Write(bytes));
            if (destination != "-" && destination != path && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(destination, File.GetUnixFileMode(path));
            foreach (string unused in chosen?.Unused ?? [])
                std.Say(unused);
            if (!parsed.GetValue(quiet))
                std.Say($"{destination}: {Quantity.Of(content.Symbols.Count(), "symbol")}, {needed} of {room.Size} bytes");
            return ExitStatus.Yes;
        });
        return command;
    }

    // The symbols come from another file, or from the image itself.
    static ElfFile Origin(string? from, ByteSource image)
    {
        ByteSource bytes = SourceFile.Open(from ?? image.Name);
        if (ElfFile.IsElf(bytes) && ElfFile.Parse(bytes) is { Header.Type: not ElfType.Relocatable } elf)
            return elf;
        string fault = ElfFile.IsElf(bytes) ? "is an object, whose symbols have no addresses yet; embed takes what was linked"
            : from is null ? "is no ELF file, so it has no symbols of its own; name the one it was made from with --from"
            : "is no ELF file, from which symbols could be taken";
        bytes.Dispose();
        throw new KallsymsException(ErrorKind.Usage, fault, from ?? image.Name);
    }

    static ElfSymbols Symbols(ElfFile elf) => elf.ReadSymbols() ?? throw new KallsymsException(
        ErrorKind.Unreadable, "has no symbol table (.symtab): stripped; name the file it was stripped from with --from", elf.Name);
}
