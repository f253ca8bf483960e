using System.Text.Json;

namespace Kallsyms;

/// <summary>Writes properties of JSON objects that Utf8JsonWriter has no method for.</summary>
static class JsonFields
{
    /// <summary>Writes a text property, or nothing if the text is null.</summary>
    public static void WriteKnown(this Utf8JsonWriter json, string property, string? text)
    {
        if (text is not null)
            json.WriteString(property, text);
    }

    /// <summary>Writes a number property, or nothing if the number is null.</summary>
    public static void WriteKnown(this Utf8JsonWriter json, string property, long? number)
    {
        if (number is { } known)
            json.WriteNumber(property, known);
    }

    /// <summary>Writes an array of strings.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string property, IEnumerable<string> texts)
    {
        json.WriteStartArray(property);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>Writes an array of objects.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="property">The array's name.</param>
    /// <param name="items">The values to write, one object each.</param>
    /// <param name="write">Writes the properties of one object.</param>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string property, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(property);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
