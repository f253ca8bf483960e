using System.Text.Json;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Linking;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Writes the outcome of a link as JSON (docs/json.md).</summary>
static class LinkJson
{
    public static void Write(Stream stream, LinkOutcome outcome)
    {
        TableSpec spec = outcome.Table.Spec;
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "link");
        json.WriteString("output", outcome.Output);
        json.WriteString("result", ResultName(outcome.Result));
        json.WriteBoolean("consistent", outcome.Result == LinkResult.Published);
        json.WriteString("layout", spec.Release.Name);
        json.WriteString("release", spec.Release.Number);
        json.WriteString("encoding", spec.Encoding.Text());
        json.WriteNumber("symbols", outcome.Symbols);
        json.WriteNumber("tableBytes", outcome.Table.Sizes.Total);
        json.WriteNumber("slackBytes", outcome.SlackBytes);
        json.WriteStartArray("passes");
        foreach (PassEvidence pass in outcome.Passes)
        {
            json.WriteStartObject();
            json.WriteNumber("number", pass.Number);
            json.WriteNumber("seconds", Math.Round(pass.Elapsed.TotalSeconds, 3));
            json.WriteNumber("symbols", pass.Entries.Count);
            json.WriteNumber("reservedBytes", pass.Reserved);
            json.WriteNumber("neededBytes", pass.Needed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("indexError", outcome.Verdict?.IndexError);
        DifferenceText.WriteJson(json, outcome.Verdict?.Differences ?? [], spec.Format.Is64);
        ExplanationJson.WriteVerdict(json, Explainer.Explain(outcome)?.Verdict);
        json.WriteEndObject();
    }

    static string ResultName(LinkResult result) => result switch
    {
        LinkResult.Published => "published",
        LinkResult.Inconsistent => "inconsistent",
        LinkResult.NotConverged => "not-converged",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "nothing is made from the images of kallsyms link"),
    };
}
