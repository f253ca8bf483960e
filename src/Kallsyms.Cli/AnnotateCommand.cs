using System.CommandLine;
using Kallsyms.Logs;
using Kallsyms.SourceLines;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms annotate: reads a log and prints it with addresses replaced by names.</summary>
static class AnnotateCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string?> kaslr = KaslrChoice.Option("what the log itself says of each boot; this is the default");
        Option<bool> unproved = CommandInput.Unproved();
        Option<string[]> debug = DebugOption.Create("Put file:line, and what was inlined, behind names");
        Option<string> demangle = ShownNames.Option();
        Option<string> output = CommonOptions.Output();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE")
        {
            Description = "Any kernel image, an ELF file with symbols, a System.map, or /proc/kallsyms.",
        };
        var log = new Argument<string>("LOG")
        {
            Description = "An oops, the output of dmesg or journalctl, or any other text; standard input if - or omitted.",
            DefaultValueFactory = _ => "-",
        };
        var command = new Command("annotate", "Copy a log and put name+0xoffset/0xsize in place of kernel addresses.")
        {
            kaslr, debug, unproved, demangle, output, quiet, verbose, image, log,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            string text = parsed.GetValue(log)!;
            if (path == "-" && text == "-")
                throw new KallsymsException(ErrorKind.Usage, "annotate: image and log cannot both be standard input");
            using Stream input = LogInput.Open(std, text);
            using SymbolSource symbols = CommandInput.Open(
                std, path, kernels.Choice(parsed), parsed.GetValue(unproved), parsed.GetValue(quiet));
            LogKernel kernel = LogKernelSource.Read(
                symbols, DumpedModules.Symbols(std, symbols, parsed.GetValue(quiet)), path, isLive: !input.CanSeek);
            using SourceFinder? source = DebugOption.Open(parsed.GetValue(debug)!, kernel.Symbols, kernel.Version);
            var annotator = new LogAnnotator(kernel, KaslrChoice.Distance(parsed.GetValue(kaslr) ?? "auto", kernel.Symbols))
            {
                Demangles = ShownNames.Parse(parsed.GetValue(demangle)).ForPeople,
                Source = source,
            };
            std.Write(parsed.GetValue(output)!, destination =>
            {
                var stream = new BufferedStream(destination, 1 << 16);
                annotator.Annotate(input, stream);
                stream.Flush();
            }, colours: true);
            if (!parsed.GetValue(quiet))
            {
                DebugOption.Report(std, source);
                Report(std, annotator, parsed.GetValue(verbose));
            }
            return ExitStatus.Yes;
        });
        return command;
    }

    static void Report(StandardStreams std, LogAnnotator annotator, bool verbose)
    {
        foreach (LogNotice notice in annotator.Unnamed)
            std.Say($"from line {notice.FirstLine} on, {Quantity.Of(notice.Count, "address", "stays a number", "stay numbers")}: "
                + notice.Reason);
        foreach (LogNotice notice in annotator.Unconfirmed)
        {
            std.Say($"from line {notice.FirstLine} on, {Quantity.Of(notice.Count, "address", "is named", "are named")}, but "
                + notice.Reason);
        }
        if (!verbose)
            return;
        foreach (LogNotice notice in annotator.Named)
            std.Say($"from line {notice.FirstLine} on, {Quantity.Of(notice.Count, "address")} named: {notice.Reason}");
    }
}
