using System.CommandLine;
using System.Text.Json;
using Kallsyms.Diagnosis;
using Kallsyms.Linking;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Linking.Programs;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms link: run a linker, and leave an image whose table is right.</summary>
static class LinkCommand
{
    public const string Name = "link";

    public static Command Create(StandardStreams std)
    {
        Option<string?> layout = LayoutChoice.ForLink();
        var symbols = new Option<string?>("--symbols")
        {
            Description = "Which symbols the table has. text: those in executable sections, of a kernel those in its text ranges; the default for the "
                + "layout image. functions: with a size, layout image only. all: the default of kernels' layouts.",
            HelpName = "text|functions|all",
        };
        symbols.AcceptOnlyFromAmong("text", "functions", "all");
        var image = new ImageLayoutOptions();
        Option<string?> encoding = CommonOptions.Encoding()!;
        var percpu = new Option<bool>("--percpu-absolute") { Description = "Per-cpu symbols are absolute (x86-64 SMP, 3.15 to 6.14); recognised by itself." };
        var lto = new Option<bool>("--lto-clang") { Description = "The index by name ignores suffixes of clang's LTO, as kernels from 6.2 to 6.10 built with it do." };
        Option<string> compress = CommonOptions.Compress();
        Option<string> mode = CommonOptions.Mode();
        Option<string> buildId = CommonOptions.Choice("--build-id", "keep: the build id that the linker wrote. recompute: what it would have written for the finished file.", "keep", "recompute");
        var map = new Option<string?>("--map") { Description = "Write System.map to FILE.", HelpName = "FILE" };
        Option<string?> evidence = CommonOptions.Evidence();
        var objectName = new Option<string>("--object-name")
        {
            Description = "File name of the table object, which some linkers record in the image's symbol table.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "kallsyms.o",
        };
        var maxPasses = new Option<int>("--max-passes") { Description = "Links after which to give up.", HelpName = "N", DefaultValueFactory = _ => 10 };
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var linker = new Argument<string[]>("LINKER ARG...")
        {
            Description = "The link as you would run it: ld, gold, ld.lld, mold, gcc or clang. The table goes behind the last argument, or where {kallsyms} stands.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(Name, "Run a linker and leave an image whose embedded table is right.")
        {
            layout, symbols, encoding, percpu, lto, compress, mode, buildId, map, evidence, objectName, maxPasses, json, quiet, verbose, linker,
        };
        foreach (Option option in image.All)
            command.Add(option);
        maxPasses.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--max-passes must be at least 1");
        });
        objectName.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 } name || name.Contains('/') || name is "." or "..")
                result.AddError("--object-name must be a file name without directories");
        });
        map.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "" or "-")
                result.AddError("--map needs a file name; kallsyms map prints the System.map of an image");
        });
        command.SetAction((parsed, cancellation) =>
        {
            LinkerCommandLine link = LinkerCommandLine.Parse(parsed.GetValue(linker)!);
            if (!link.MakesImage)
                ProcessReplacement.Run(link.Program, link.Arguments);
            bool isKernels = ((Option[])[encoding, percpu, lto, compress, mode, map, evidence]).Any(option => parsed.GetResult(option) is { Implicit: false });
            if (LayoutChoice.ForLink(parsed.GetValue(layout), link, isKernels) is not { } form)
            {
                if (isKernels)
                    throw new KallsymsException(ErrorKind.Usage, "--layout image goes without --encoding, --percpu-absolute, --lto-clang, --compress, --mode, --map and --evidence, which are for kernels' layouts");
                var program = new LinkJob(link, Layout.Newest)
                {
                    ObjectName = parsed.GetValue(objectName)!,
                    MaxPasses = parsed.GetValue(maxPasses),
                    RecomputeBuildId = parsed.GetValue(buildId) == "recompute",
                };
                ProgramReport made = ProgramLink.Run(program, image.Read(parsed, parsed.GetValue(symbols) ?? "text"), std.Say, cancellation);
                if (parsed.GetValue(json))
                    std.WriteJson(stream => ProgramSummary.WriteJson(stream, made));
                if (!parsed.GetValue(quiet))
                    ProgramSummary.Print(std, made);
                return Task.FromResult(ExitStatus.Yes);
            }
            if (image.Given(parsed) is { } foreign)
                throw new KallsymsException(ErrorKind.Usage, $"{foreign} is for --layout image; kernels' layouts have what the kernel of that release has");
            if (parsed.GetValue(symbols) == "functions")
                throw new KallsymsException(ErrorKind.Usage, "--symbols functions is for --layout image");
            bool isPercpu = parsed.GetValue(percpu);
            var passes = new List<PassEvidence>();
            var job = new LinkJob(link, form)
            {
                Mode = CommonOptions.ParseMode(parsed.GetValue(mode)),
                TextOnly = parsed.GetValue(symbols) == "text",
                Encoding = CommonOptions.ParseEncoding(parsed.GetValue(encoding), isPercpu),
                PercpuAbsolute = isPercpu ? true : null,
                NameCut = LayoutChoice.NameCut(form, parsed.GetValue(lto)),
                ObjectName = parsed.GetValue(objectName)!,
                Compression = CommonOptions.ParseCompress(parsed.GetValue(compress)),
                MaxPasses = parsed.GetValue(maxPasses),
                RecomputeBuildId = parsed.GetValue(buildId) == "recompute",
                MapFile = parsed.GetValue(map),
                EvidenceDirectory = parsed.GetValue(evidence),
                Watch = passes.Add,
            };
            LinkReport report;
            try
            {
                report = KernelLink.Run(job, std.Say, cancellation);
            }
            catch (KallsymsException e) when (e.Kind == ErrorKind.Negative)
            {
                std.Say(e.Message);
                PrintCause(std, passes);
                return Task.FromResult(ExitStatus.No);
            }
            if (parsed.GetValue(json))
                std.WriteJson(stream => WriteJson(stream, report));
            if (!parsed.GetValue(quiet) && report.Consistent)
                LinkSummary.Print(std, report, parsed.GetValue(verbose));
            LinkSummary.PrintInconsistency(std, report);
            if (!report.Consistent)
                PrintCause(std, passes);
            return Task.FromResult(report.Consistent ? ExitStatus.Yes : ExitStatus.No);
        });
        return command;
    }

    // The verdict of kallsyms explain on the passes that did not agree.
    static void PrintCause(StandardStreams std, List<PassEvidence> passes)
    {
        if (passes.Count < 2)
            return;
        ExplanationText.WriteCause(std, Explainer.Explain([.. passes.Select(SnapshotReader.FromPass)]));
    }

    static void WriteJson(Stream stream, LinkReport report)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "link");
        json.WriteString("output", report.Output);
        json.WriteBoolean("consistent", report.Consistent);
        json.WriteString("layout", report.Spec.Layout.Name);
        json.WriteString("release", report.Spec.Layout.Version.ToString());
        json.WriteString("encoding", CommonOptions.Name(report.Spec.Encoding));
        json.WriteNumber("symbols", report.Symbols);
        json.WriteNumber("tableBytes", report.TableBytes);
        json.WriteNumber("slackBytes", report.SlackBytes);
        json.WriteStartArray("passes");
        foreach (PassReport pass in report.Passes)
        {
            json.WriteStartObject();
            json.WriteNumber("number", pass.Number);
            json.WriteNumber("seconds", Math.Round(pass.Elapsed.TotalSeconds, 3));
            json.WriteNumber("symbols", pass.Symbols);
            json.WriteNumber("reservedBytes", pass.Room.Total);
            json.WriteNumber("neededBytes", pass.Needed.Total);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("indexError", report.IndexError);
        DifferenceText.WriteJson(json, report.Differences, report.Spec.Format.Is64);
        json.WriteEndObject();
    }
}
