using System.Text.Json;
using Kallsyms.Demangling;
using Kallsyms.Differences;

namespace Kallsyms.Cli;

/// <summary>Writes the differences between two kernels as JSON (docs/json.md).</summary>
static class DiffJson
{
    public static void Write(Stream stream, DiffReport report)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "diff");
        json.WriteString("old", report.Old);
        json.WriteString("new", report.New);
        json.WriteBoolean("same", report.IsAlike);
        json.WriteNumber("renumbered", report.All.Renumbered);
        json.WriteNumber("padded", report.All.Padded);
        json.WriteStartArray("notCompared");
        foreach (string what in report.All.LeftOut)
            json.WriteStringValue(what);
        json.WriteEndArray();
        json.WritePropertyName("totals");
        WriteTotals(json, report.Totals);
        if (report.Groups is { } groups)
            WriteGroups(json, groups.Take(report.Top));
        json.WriteStartArray("differences");
        foreach (SymbolDifference symbol in report.Symbols.GroupBy(symbol => symbol.Kind).SelectMany(kind => kind.Take(report.Top)))
        {
            WriteSymbol(json, symbol);
            json.PassOn();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteTotals(Utf8JsonWriter json, DifferenceTotals totals)
    {
        json.WriteStartObject();
        foreach (DifferenceKind kind in Enum.GetValues<DifferenceKind>())
        {
            json.WriteStartObject(DiffText.Name(kind));
            json.WriteNumber("count", totals[kind].Count);
            WriteBytes(json, totals[kind].Bytes);
            json.WriteEndObject();
        }
        json.WriteStartObject("net");
        WriteBytes(json, totals.Net);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteBytes(Utf8JsonWriter json, ByteSums bytes)
    {
        json.WriteNumber("text", bytes.Text);
        json.WriteNumber("data", bytes.Data);
        json.WriteNumber("other", bytes.Other);
        json.WriteNumber("bytes", bytes.Total);
    }

    static void WriteGroups(Utf8JsonWriter json, IEnumerable<DifferenceGroup> groups)
    {
        json.WriteStartArray("groups");
        foreach (DifferenceGroup group in groups)
        {
            json.WriteStartObject();
            json.WriteString("name", group.Name);
            json.WritePropertyName("totals");
            WriteTotals(json, group.Totals);
            json.WriteEndObject();
            json.PassOn();
        }
        json.WriteEndArray();
    }

    static void WriteSymbol(Utf8JsonWriter json, SymbolDifference symbol)
    {
        json.WriteStartObject();
        json.WriteString("kind", DiffText.Name(symbol.Kind));
        json.WriteString("name", symbol.Name);
        json.WriteString("demangled", SymbolDemangler.Demangle(symbol.Name));
        json.WriteString("module", symbol.Module);
        json.WriteNumber("growth", symbol.Growth);
        WriteSide(json, "old", symbol.Old);
        WriteSide(json, "new", symbol.New);
        json.WriteEndObject();
    }

    static void WriteSide(Utf8JsonWriter json, string name, DifferenceSide? side)
    {
        if (side is not { } known)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("name", known.Name);
        json.WriteString("type", known.Type.ToString());
        json.WriteNumber("size", known.Size);
        json.WriteEndObject();
    }
}
