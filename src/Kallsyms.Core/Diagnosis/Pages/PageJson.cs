using System.Text.Json;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>
/// Writes the data that the page's script reads. As everywhere here, JSON is written by hand: a serializer for these few types would
/// make the native binary a twentieth larger.
/// </summary>
static class PageJson
{
    /// <summary>Writes the data of a page as a JSON value, omitting parts that are null.</summary>
    public static void Write(Utf8JsonWriter json, PageData data)
    {
        json.WriteStartObject();
        json.WriteString("title", data.Title);
        json.WriteKnown("program", data.Program);
        json.WriteKnown("command", data.Command);
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
        json.WriteTexts("notes", view.Notes);
        json.WriteObjects("passes", view.Passes, pass =>
        {
            json.WriteString("name", pass.Name);
            json.WriteNumber("symbols", pass.Symbols);
            json.WriteKnown("modified", pass.Modified);
            json.WriteKnown("release", pass.Release);
        });
        json.WriteObjects("sections", view.Sections, row => WriteFields(json, row));
        json.WriteObjects("subTables", view.SubTables, row => WriteFields(json, row));
        json.WriteObjects("differences", view.Differences, difference =>
        {
            json.WriteString("kind", difference.Kind);
            json.WriteString("name", difference.Name);
            json.WriteKnown("last", difference.Last);
            json.WriteNumber("count", difference.Count);
            json.WriteKnown("section", difference.Section);
            json.WriteKnown("before", difference.Before);
            json.WriteKnown("after", difference.After);
            json.WriteKnown("moved", difference.Moved);
        });
        json.WriteStartObject("counts");
        json.WriteNumber("removed", view.Counts.Removed);
        json.WriteNumber("added", view.Counts.Added);
        json.WriteNumber("retyped", view.Counts.Retyped);
        json.WriteNumber("reordered", view.Counts.Reordered);
        json.WriteNumber("moved", view.Counts.Moved);
        json.WriteNumber("runs", view.Counts.Runs);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject("verdict");
        json.WriteString("summary", verdict.Summary);
        json.WriteKnown("firstSymbol", verdict.FirstSymbol);
        json.WriteTexts("symbols", verdict.Symbols);
        json.WriteTexts("chain", verdict.Chain);
        json.WriteKnown("period", verdict.Period);
        json.WriteString("cure", verdict.Cure);
        if (verdict.Incident is { } incident)
            WriteIncident(json, incident);
        json.WriteObjects("others", verdict.Others, other => json.WriteString("why", other.Why));
        json.WriteEndObject();
    }

    /// <summary>Writes an incident as a property of that name.</summary>
    public static void WriteIncident(Utf8JsonWriter json, Incident incident)
    {
        json.WriteStartObject("incident");
        json.WriteString("id", incident.Id);
        json.WriteString("title", incident.Title);
        json.WriteString("source", incident.Source);
        json.WriteString("link", incident.Link);
        json.WriteEndObject();
    }

    static void WriteFields(Utf8JsonWriter json, PlaceRow row)
    {
        json.WriteString("name", row.Name);
        json.WriteStartArray("cells");
        foreach (PlaceCell? cell in row.Cells)
            Write(json, cell);
        json.WriteEndArray();
        json.WriteNumber("differences", row.Differences);
        json.WriteBoolean("isFirst", row.IsFirst);
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
        json.WriteKnown("size", cell.Size);
        json.WriteNumber("alignment", cell.Alignment);
        json.WriteKnown("padding", cell.Padding);
        json.WriteKnown("moved", cell.Moved);
        json.WriteKnown("grew", cell.Grew);
        json.WriteKnown("paddingGrew", cell.PaddingGrew);
        json.WriteEndObject();
    }
}
