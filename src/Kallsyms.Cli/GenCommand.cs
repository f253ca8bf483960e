using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Kallsyms.Elf;
using Kallsyms.OtherTables;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms gen: makes a table from a list of symbols, accepting the arguments of scripts/kallsyms of every era.</summary>
static class GenCommand
{
    public static Command Create(StandardStreams std)
    {
        var all = new Option<bool>("--all-symbols") { Description = "All symbols, not only those in the kernel's text ranges." };
        var percpu = new Option<bool>("--absolute-percpu") { Description = "Per-cpu symbols are absolute." };
        var baseRelative = new Option<bool>("--base-relative") { Description = "Store 32-bit offsets from a base (4.6 to 6.10)." };
        var lto = new Option<bool>("--lto-clang") { Description = "The index by name ignores suffixes of clang's LTO (6.2 to 6.10)." };
        var placeRelative = new Option<bool>("--pc-relative") { Description = "Store 32-bit distances from the slot itself (7.0 on)." };
        var pageOffset = new Option<ulong>("--page-offset")
        {
            Description = "Leave out symbols below this address (ARM, 3.13 to 4.6).",
            HelpName = "HEX",
            CustomParser = Hexadecimal,
        };
        Option<string?> layout = OtherLayout.Option();
        var like = new Option<string?>("--like")
        {
            Description = "Make the table for the machine of this ELF object; without it, of the image, or x86-64.",
            HelpName = "FILE.o",
        };
        var objectFile = new Option<string?>("--object")
        {
            Description = "Write an ELF object instead of assembler text.",
            HelpName = "OUT.o",
        };
        Option<string> compress = CommonOptions.Compress();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        Option<string> output = CommonOptions.Output();
        var map = new Argument<string>("MAP")
        {
            Description = "What nm -n prints, or an ELF image; standard input if - or omitted.",
            DefaultValueFactory = _ => "-",
        };
        var command = new Command("gen", "Make a table from a list of symbols, as the kernel's scripts/kallsyms does.")
        {
            all, percpu, baseRelative, lto, placeRelative, pageOffset, layout, compress, like, objectFile, output, quiet, verbose, map,
        };
        command.SetAction(parsed =>
        {
            string input = parsed.GetValue(map)!;
            using ByteSource source = CommandInput.OpenBytes(std, input, "nm -n IMAGE prints such a list");
            using ElfFile? image = ElfFile.IsElf(source) ? ElfFile.Parse(source) : null;
            if (OtherKernel.Find(parsed.GetValue(layout)) is { } kernel)
            {
                ElfFile linked = image ?? throw new KallsymsException(
                    ErrorKind.Usage, $"is no ELF image, of which --layout {kernel.Name} is made", input);
                Refuse(parsed, kernel, [percpu, baseRelative, lto, placeRelative, pageOffset, compress]);
                OtherLayout.Write(std, kernel, linked, parsed.GetValue(all), parsed.GetValue(output)!,
                    parsed.GetValue(objectFile) is { } named ? (named, Target(parsed.GetValue(like), image)) : null);
                return ExitStatus.Yes;
            }
            if (parsed.GetValue(baseRelative) && parsed.GetValue(placeRelative))
                throw new KallsymsException(ErrorKind.Usage, "--base-relative and --pc-relative exclude each other: say one of them");
            var flags = new ToolFlags(
                parsed.GetValue(baseRelative), parsed.GetValue(placeRelative), parsed.GetValue(percpu), parsed.GetValue(lto));
            KernelRelease form = parsed.GetValue(layout) is { } name ? KernelRelease.Parse(name) : flags.Release;
            ElfTarget target = Target(parsed.GetValue(like), image);
            var spec = new TableSpec(
                form, target.Format, target.Header.Machine, flags.Encoding(form.TableFormat), flags.Suffix(form.TableFormat));
            SymbolList symbols = image is null ? CommandInput.ReadList(source, target.Format.Is64)
                : SymbolSelection.ToolInput(ElfSymbolReader.Read(image), form.Rules);
            TableSymbols entries = SymbolSelection.Entries(
                symbols, form.Rules, textOnly: !parsed.GetValue(all), flags.PercpuAbsolute, parsed.GetValue(pageOffset));
            if (entries.List.Count == 0 && symbols.Count > 0 && !parsed.GetValue(quiet))
                std.Say($"{source.Name}: warning: none of its {Quantity.Of(symbols.Count, "symbol")} goes into the table, which is empty"
                    + (parsed.GetValue(all) ? "" : "; --all-symbols takes those outside of the kernel's text ranges too"));
            Compression compression = CommonOptions.ParseCompress(parsed.GetValue(compress));
            Table table = Table.Build(entries, spec, names => compression.Compress(names, form.TableFormat));
            if (parsed.GetValue(verbose))
                std.Say($"{Quantity.Of(table.CompressedNames.Count, "symbol")}, {table.Sizes.Total} bytes, rules of {form.Number}, "
                    + $"{spec.Encoding.Text()} addresses");
            if (parsed.GetValue(objectFile) is { } path)
                std.WriteBinary(path, stream => ElfObjectWriter.Write(stream, TableObject.Finished(table, target)));
            else
                std.Write(parsed.GetValue(output)!, stream => TableAssembler.Write(stream, table));
            return ExitStatus.Yes;
        });
        return command;
    }

    static void Refuse(ParseResult parsed, OtherKernel kernel, Option[] linuxAlone)
    {
        if (linuxAlone.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new KallsymsException(
                ErrorKind.Usage, $"--layout {kernel.Name} goes without {given.Name}, which is for Linux's tables");
    }

    static ulong Hexadecimal(ArgumentResult argument)
    {
        string text = argument.Tokens.Single().Value;
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
            argument.AddError($"'{text}' is not a hexadecimal number");
        return value;
    }

    static ElfTarget Target(string? like, ElfFile? image)
    {
        if (like is null)
        {
            return image is not null ? ElfTarget.Like(image)
                : new(new(Is64: true, BigEndian: false), new(ElfType.Relocatable, MachineTable.Usual, 0, 0, 0, 0), []);
        }
        using ElfFile file = ElfFile.Open(like);
        return ElfTarget.Like(file);
    }
}
