using System.Text.Json;
using Kallsyms.Demangling;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Builds;
using Kallsyms.Diagnosis.Pages;
using Kallsyms.Symbols;

namespace Kallsyms.Cli;

/// <summary>Writes an explanation as JSON (docs/json.md).</summary>
static class ExplanationJson
{
    public static void Write(Stream stream, Explanation explanation, IReadOnlyList<BuildFile> files)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "explain");
        json.WriteTexts("passes", explanation.Passes.Select(pass => pass.Name));
        json.WriteString("before", explanation.Before.Name);
        json.WriteString("after", explanation.After.Name);
        WriteFields(json, explanation.Verdict);
        json.WriteTexts("notes", explanation.Notes);
        WriteFiles(json, files);
        WriteDifferences(json, explanation);
        json.WriteEndObject();
    }

    /// <summary>Writes a verdict as an object, or null.</summary>
    public static void WriteVerdict(Utf8JsonWriter json, Verdict? verdict)
    {
        if (verdict is null)
        {
            json.WriteNull("verdict");
            return;
        }
        json.WriteStartObject("verdict");
        WriteFields(json, verdict);
        json.WriteEndObject();
    }

    static void WriteFields(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteString("class", verdict.Class.Text());
        json.WriteString("classTitle", verdict.Class.Title());
        json.WriteString("confidence", verdict.Confidence.Text());
        json.WriteNumber("rule", verdict.Rule?.Number ?? 0);
        json.WriteString("summary", verdict.Summary);
        json.WriteString("firstSymbol", verdict.FirstSymbol);
        json.WriteTexts("symbols", verdict.Symbols);
        json.WriteTexts("chain", verdict.Chain);
        json.WriteString("morePasses", verdict.Passes.Text());
        if (verdict.Period is { } period)
            json.WriteNumber("period", period);
        else
            json.WriteNull("period");
        json.WriteString("cure", verdict.Cure.Length > 0 ? verdict.Cure : null);
        if (verdict.Incident is { } incident)
            PageJson.WriteIncident(json, incident);
        else
            json.WriteNull("incident");
        json.WriteObjects("others", verdict.Others, other =>
        {
            json.WriteString("class", other.Class.Text());
            json.WriteString("why", other.Why);
        });
    }

    static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<BuildFile> files) => json.WriteObjects("files", files, file =>
    {
        json.WriteString("name", file.Name);
        json.WriteString("modified", file.Modified);
        json.WriteString("stale", file.Stale);
    });

    static void WriteDifferences(Utf8JsonWriter json, Explanation explanation)
    {
        SymbolDiff diff = explanation.Differences;
        json.WriteStartObject("differences");
        WriteSymbols(json, "added", diff.Added, explanation.After, diff.After);
        WriteSymbols(json, "removed", diff.Removed, explanation.Before, diff.Before);
        json.WriteStartArray("retyped");
        foreach (int i in diff.Retyped)
        {
            json.WriteStartObject();
            json.WriteString("name", diff.Before.NameText(i));
            json.WriteString("demangled", SymbolDemangler.Demangle(diff.Before.NameText(i)));
            json.WriteString("before", ((char)diff.Before.Types[i]).ToString());
            json.WriteString("after", ((char)diff.After.Types[diff.Later(i)]).ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteSymbols(json, "reordered", diff.Reordered, explanation.Before, diff.Before);
        json.WriteStartArray("moved");
        foreach (MoveRun run in diff.Moved)
        {
            json.WriteStartObject();
            json.WriteString("first", diff.Before.NameText(run.First));
            json.WriteString("last", diff.Before.NameText(run.Last));
            json.WriteString("address", explanation.Before.Hex(diff.Before.Addresses[run.First]));
            json.WriteNumber("count", run.Count);
            json.WriteNumber("delta", run.Delta);
            json.WriteEndObject();
            json.PassOn();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteSymbols(Utf8JsonWriter json, string name, int[] indexes, SymbolSnapshot side, SymbolList list)
    {
        json.WriteStartArray(name);
        foreach (int i in indexes)
        {
            json.WriteStartObject();
            json.WriteString("name", list.NameText(i));
            json.WriteString("demangled", SymbolDemangler.Demangle(list.NameText(i)));
            json.WriteString("address", list.IsUndefined(i) ? null : side.Hex(list.Addresses[i]));
            json.WriteString("type", ((char)list.Types[i]).ToString());
            json.WriteEndObject();
            json.PassOn();
        }
        json.WriteEndArray();
    }
}
