using System.Text.Json;
using Kallsyms.Linking.Programs;

namespace Kallsyms.Cli;

/// <summary>Reports how the link of a program went.</summary>
static class ProgramSummary
{
    public static void Print(StandardStreams std, ProgramReport report)
    {
        string links = Quantity.Of(report.Links, "link");
        string aliases = report.Table.Aliases == 0 ? "" : $", {Quantity.Of(report.Table.Aliases, "alias")} left out";
        string cut = report.Table.Cut == 0 ? "" : $", {Quantity.Of(report.Table.Cut, "name")} cut";
        // For other kernels' tables there is no reader to verify with.
        string verified = report.Table.NameBytes is null ? "" : ", verified";
        std.Say($"{report.Output}: {links}, {Quantity.Of(report.Table.Symbols, "symbol")}, {report.TableBytes} table bytes{aliases}{cut}"
            + verified);
    }

    public static void WriteJson(Stream stream, ProgramReport report)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "link");
        json.WriteString("output", report.Output);
        json.WriteBoolean("consistent", true);
        json.WriteString("layout", report.Layout);
        json.WriteNumber("links", report.Links);
        json.WriteNumber("symbols", report.Table.Symbols);
        json.WriteNumber("tableBytes", report.TableBytes);
        if (report.Table.NameBytes is { } nameBytes)
            json.WriteNumber("nameBytes", nameBytes);
        json.WriteNumber("slackBytes", report.SlackBytes);
        json.WriteNumber("aliasesLeftOut", report.Table.Aliases);
        json.WriteNumber("namesCut", report.Table.Cut);
        json.WriteEndObject();
    }
}
