using System.CommandLine;
using Kallsyms.Images;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms annotate: a log in, the same log with names in the place of addresses out.</summary>
static class AnnotateVerb
{
    public static Command Create(StandardStreams std)
    {
        Option<string?> kaslr = KaslrChoice.Option("what the log itself says; this is the default");
        Option<bool> unproved = CommandInput.Unproved();
        Option<string> output = CommonOptions.Output();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = "Any kernel image, a System.map, or /proc/kallsyms." };
        var log = new Argument<string>("LOG") { Description = "An oops, the output of dmesg, or any other text; - or nothing is standard input.", DefaultValueFactory = _ => "-" };
        var command = new Command("annotate", "Copy a log and put name+0xoffset/0xsize in the place of kernel addresses.") { kaslr, unproved, output, quiet, verbose, image, log };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            string text = parsed.GetValue(log)!;
            if (path == "-" && text == "-")
                throw new KallsymsException(ErrorKind.Usage, "annotate: image and log cannot both be standard input");
            using SymbolSource source = CommandInput.Open(std, path, parsed.GetValue(unproved), parsed.GetValue(quiet));
            // Symbols of the running kernel are where they are.
            string choice = parsed.GetValue(kaslr) ?? (source.Kind == SourceKind.List ? "0" : "auto");
            using Stream input = CommandInput.OpenText(std, text);
            std.Write(parsed.GetValue(output)!, destination =>
            {
                using var stream = new BufferedStream(destination, 1 << 16);
                if (KaslrChoice.Distance(choice, source.Lookup) is ulong distance)
                    new LogAnnotator(source.Lookup.Moved(distance)).Annotate(input, stream);
                else
                    AnnotateWhole(std, source.Lookup, input, stream, parsed.GetValue(quiet), parsed.GetValue(verbose));
            });
            return ExitStatus.Yes;
        });
        return command;
    }

    // A panic tells the offset in its last line.
    static void AnnotateWhole(StandardStreams std, KernelSymbols symbols, Stream input, Stream output, bool quiet, bool verbose)
    {
        using var log = new MemoryStream();
        input.CopyTo(log);
        ReadOnlySpan<byte> text = log.GetBuffer().AsSpan(0, (int)log.Length);
        KaslrOffset? offset = KaslrOffset.FromLog(text, symbols);
        if (offset is null && !quiet)
            std.Say("the log does not tell how far the kernel was moved (KASLR); addresses are taken as they are. --kaslr says otherwise");
        else if (offset is not null && verbose)
            std.Say($"moved by 0x{offset.Distance:x}: {offset.Evidence}");
        new LogAnnotator(symbols.Moved(offset?.Distance ?? 0)).Annotate(text, output);
    }
}
