using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Xunit;

namespace Kallsyms.Tests.Fixtures;

/// <summary>
/// docs/schemas, against which every object that a test has a command print is held. Readers must bear fields that are not in their schema;
/// tests do not, so that no field is left undescribed.
/// </summary>
static class JsonSchemas
{
    // What is larger has the form of what is smaller.
    const int Longest = 1 << 20;

    static readonly EvaluationOptions _options = new() { OutputFormat = OutputFormat.List };
    static readonly Lazy<Dictionary<string, JsonSchema>> _all = new(Read);

    public static IReadOnlyCollection<string> Names => _all.Value.Keys;

    /// <summary>Fails the test when what a command printed is not what its schema says; what is no JSON is left to the test.</summary>
    public static void Check(Command run)
    {
        if (!run.Line.Contains("json", StringComparison.Ordinal) || run.OutputBytes is not [(byte)'{', ..] || run.OutputBytes.Length > Longest)
            return;
        using var json = JsonDocument.Parse(run.OutputBytes);
        string name = json.RootElement.TryGetProperty("error", out _) ? "error" : json.RootElement.GetProperty("command").GetString()!;
        Assert.True(_all.Value.TryGetValue(name, out JsonSchema? schema), $"docs/schemas has no {name}.json");
        EvaluationResults results = schema.Evaluate(json.RootElement, _options);
        string[] complaints = [.. (results.Details ?? []).Where(part => part.Errors is { Count: > 0 })
            .Select(part => $"{part.InstanceLocation}: {string.Join("; ", part.Errors!.Values)}")];
        Assert.True(results.IsValid, $"{run.Line}\nis not as docs/schemas/{name}.json has it:\n{string.Join('\n', complaints)}");
    }

    static Dictionary<string, JsonSchema> Read()
    {
        Dictionary<string, JsonNode> texts = Directory.GetFiles(Path.Combine(Repository.Root, "docs/schemas"), "*.json")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => JsonNode.Parse(File.ReadAllText(file))!);
        foreach (JsonNode text in texts.Values)
            Close(text);
        var schemas = texts.ToDictionary(text => text.Key, text => JsonSchema.FromText(text.Value.ToJsonString()));
        foreach (JsonSchema schema in schemas.Values)
            SchemaRegistry.Global.Register(schema);
        return schemas;
    }

    static void Close(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
                Close(item);
        }
        if (node is not JsonObject schema)
            return;
        foreach ((_, JsonNode? part) in schema)
            Close(part);
        if (schema["properties"] is JsonObject && schema["required"] is JsonArray)
            schema["additionalProperties"] = false;
    }
}
