using System.CommandLine;
using System.Text.Json;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Pages;
using Kallsyms.Diagnosis.Statistics;
using Kallsyms.Images.Finding;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms stat: shows how the bytes of a table are spent.</summary>
static class StatCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string> demangle = ShownNames.Option();
        Option<bool> json = CommonOptions.Json();
        Option<string?> html = CommonOptions.Html();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        Option<bool> unproved = CommandInput.Unproved();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.ImageHelp };
        var command = new Command("stat", "Show what the bytes of an image's table are spent on.")
        {
            demangle, json, html, quiet, verbose, unproved, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            CommonOptions.CheckOutputs(parsed.GetValue(html), parsed.GetValue(json));
            string path = parsed.GetValue(image)!;
            using SymbolSource source = CommandInput.OpenWhole(
                std, path, kernels.Choice(parsed), parsed.GetValue(unproved), parsed.GetValue(quiet), parsed.GetValue(verbose));
            if (source.ImageTable is { } program && parsed.GetValue(html) is null)
            {
                if (parsed.GetValue(json))
                    std.WriteJson(stream => ImageTableText.WriteJson(stream, "stat", path, program));
                else if (!parsed.GetValue(quiet))
                    std.Write("-", stream => ImageTableText.WriteParts(stream, path, program));
                return ExitStatus.Yes;
            }
            TableStatistics statistics = Measure(source);
            if (parsed.GetValue(html) is { } page)
                std.Write(page, stream => Page.Write(stream, new()
                {
                    Title = Path.GetFileName(path),
                    Table = statistics,
                    TableIsWorkedOut = source.Own is not null,
                    Program = ProgramVersion.Text,
                    Command = TypedCommand.Of(parsed),
                }));
            if (parsed.GetValue(json))
                std.WriteJson(stream => WriteJson(stream, path, statistics, isWorkedOut: source.Own is not null));
            else if (!parsed.GetValue(quiet) && parsed.GetValue(html) != "-")
                std.Write("-", stream => StatisticsText.Write(stream, path, statistics, ShownNames.Parse(parsed.GetValue(demangle))));
            return ExitStatus.Yes;
        });
        return command;
    }

    // Without a table, that which a build would make of the image's own symbols.
    static TableStatistics Measure(SymbolSource source)
    {
        if (source.Own is { } own)
            return WorkedOutTable.Make(SnapshotReader.FromImage(own.Image, source.Name))!;
        EmbeddedTable table = source.RequireTable();
        return TableStatistics.Measure(table.Spec, table.Bytes, table.Symbols);
    }

    static void WriteJson(Stream stream, string image, TableStatistics statistics, bool isWorkedOut)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "stat");
        json.WriteString("image", image);
        json.WriteBoolean("workedOut", isWorkedOut);
        json.WritePropertyName("table");
        StatisticsJson.Write(json, statistics);
        json.WriteEndObject();
    }
}
