using System.CommandLine;
using System.Text.Json;

namespace Kallsyms.Cli;

/// <summary>Writes the error of a command as JSON (docs/json.md).</summary>
static class ErrorJson
{
    /// <summary>
    /// Writes the error if JSON was requested. Wrong usage concerns the author of the command line, and goes to standard error only.
    /// </summary>
    public static void Write(StandardStreams std, ParseResult? parsed, KallsymsException error)
    {
        if (parsed is null || error.Kind == ErrorKind.Usage || std.HasWritten || !IsWanted(parsed))
            return;
        std.WriteJson(stream =>
        {
            using var json = new Utf8JsonWriter(stream, new() { Indented = true });
            json.WriteStartObject();
            json.WriteNumber("schema", 1);
            json.WriteString("command", parsed.CommandResult.Command.Name);
            json.WriteStartObject("error");
            json.WriteNumber("exitStatus", ExitStatus.Of(error.Kind));
            json.WriteString("file", error.File);
            if (error.Offset is { } offset)
                json.WriteNumber("offset", offset);
            else
                json.WriteNull("offset");
            json.WriteString("message", error.Message);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    static bool IsWanted(ParseResult parsed) => parsed.CommandResult.Command.Options.Any(option => option switch
    {
        Option<bool> { Name: "--json" } json => parsed.GetValue(json),
        Option<string> { Name: "--format" } format => parsed.GetValue(format) == "json",
        _ => false,
    });
}
