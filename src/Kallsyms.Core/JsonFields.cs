using System.Text.Json;

namespace Kallsyms;

/// <summary>Properties of JSON objects, beside those that the writer has.</summary>
static class JsonFields
{
    /// <summary>A property that is left out where the text is null.</summary>
    public static void WriteKnown(this Utf8JsonWriter json, string property, string? text)
    {
        if (text is not null)
            json.WriteString(property, text);
    }

    /// <summary>A property that is left out where the number is null.</summary>
    public static void WriteKnown(this Utf8JsonWriter json, string property, long? number)
    {
        if (number is { } known)
            json.WriteNumber(property, known);
    }

    /// <summary>An array of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string property, IEnumerable<string> texts)
    {
        json.WriteStartArray(property);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>An array of objects.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="property">The array's name.</param>
    /// <param name="items">What the objects are made of.</param>
    /// <param name="write">Writes the properties of one.</param>
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
