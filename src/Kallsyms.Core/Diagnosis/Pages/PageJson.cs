using System.Text.Json;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>
/// What the page's script reads. It is written by hand, as all JSON here is: a serializer for these few types makes the native binary
/// larger by a twentieth.
/// </summary>
static class PageJson
{
    /// <summary>Writes the data of a page as a JSON value; a part that is null is left out.</summary>
    public static void Write(Utf8JsonWriter json, PageData data)
    {
        json.WriteStartObject();
        json.WriteString("title", data.Title);
        WriteKnown(json, "program", data.Program);
        WriteKnown(json, "command", data.Command);
        if (data.Explanation is { } explanation)
            Write(json, explanation);
        if (data.Table is { } table)
        {
            json.WritePropertyName("table");
            StatisticsJson.Write(json, table);
        }
        json.WriteBoolean("tableIsWorkedOut", data.TableIsWorkedOut);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ExplanationView view)
    {
        json.WriteStartObject("explanation");
        json.WriteString("class", view.Class);
        json.WriteString("classTitle", view.ClassTitle);
        json.WriteString("confidence", view.Confidence);
        json.WriteString("morePasses", view.MorePasses);
        Write(json, view.Verdict);
        WriteTexts(json, "notes", view.Notes);
        Write(json, view.Passes);
        Write(json, "sections", view.Sections);
        Write(json, "subTables", view.SubTables);
        Write(json, view.Counts);
        Write(json, view.Differences);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject("verdict");
        json.WriteString("summary", verdict.Summary);
        WriteKnown(json, "firstSymbol", verdict.FirstSymbol);
        WriteTexts(json, "symbols", verdict.Symbols);
        WriteTexts(json, "chain", verdict.Chain);
        WriteKnown(json, "period", verdict.Period);
        json.WriteString("cure", verdict.Cure);
        if (verdict.Incident is { } incident)
        {
            json.WriteStartObject("incident");
            json.WriteString("id", incident.Id);
            json.WriteString("title", incident.Title);
            json.WriteString("source", incident.Source);
            json.WriteString("link", incident.Link);
            json.WriteEndObject();
        }
        json.WriteStartArray("others");
        foreach (Candidate other in verdict.Others)
        {
            json.WriteStartObject();
            json.WriteString("why", other.Why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, IReadOnlyList<PassView> passes)
    {
        json.WriteStartArray("passes");
        foreach (PassView pass in passes)
        {
            json.WriteStartObject();
            json.WriteString("name", pass.Name);
            json.WriteNumber("symbols", pass.Symbols);
            WriteKnown(json, "modified", pass.Modified);
            WriteKnown(json, "release", pass.Release);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, string property, IReadOnlyList<PlaceRow> rows)
    {
        json.WriteStartArray(property);
        foreach (PlaceRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteStartArray("cells");
            foreach (PlaceCell? cell in row.Cells)
                Write(json, cell);
            json.WriteEndArray();
            json.WriteNumber("differences", row.Differences);
            json.WriteBoolean("isFirst", row.IsFirst);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, PlaceCell? cell)
    {
        if (cell is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("address", cell.Address);
        WriteKnown(json, "size", cell.Size);
        json.WriteNumber("alignment", cell.Alignment);
        WriteKnown(json, "padding", cell.Padding);
        WriteKnown(json, "moved", cell.Moved);
        WriteKnown(json, "grew", cell.Grew);
        WriteKnown(json, "paddingGrew", cell.PaddingGrew);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, DifferenceCounts counts)
    {
        json.WriteStartObject("counts");
        json.WriteNumber("removed", counts.Removed);
        json.WriteNumber("added", counts.Added);
        json.WriteNumber("retyped", counts.Retyped);
        json.WriteNumber("reordered", counts.Reordered);
        json.WriteNumber("moved", counts.Moved);
        json.WriteNumber("runs", counts.Runs);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, IReadOnlyList<DifferenceView> differences)
    {
        json.WriteStartArray("differences");
        foreach (DifferenceView difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("kind", difference.Kind);
            json.WriteString("name", difference.Name);
            WriteKnown(json, "last", difference.Last);
            json.WriteNumber("count", difference.Count);
            WriteKnown(json, "section", difference.Section);
            WriteKnown(json, "before", difference.Before);
            WriteKnown(json, "after", difference.After);
            WriteKnown(json, "moved", difference.Moved);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteTexts(Utf8JsonWriter json, string property, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(property);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static void WriteKnown(Utf8JsonWriter json, string property, string? text)
    {
        if (text is not null)
            json.WriteString(property, text);
    }

    static void WriteKnown(Utf8JsonWriter json, string property, long? number)
    {
        if (number is { } known)
            json.WriteNumber(property, known);
    }
}
