using System.Text.Json;
using Kallsyms.ImageTables;

namespace Kallsyms.Cli;

/// <summary>Prints tables in the layout image.</summary>
static class ImageTableText
{
    /// <summary>Writes the output of kallsyms stat.</summary>
    public static void WriteParts(Stream stream, string path, ImageTable table)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n" };
        int symbols = table.Symbols.Count;
        double each = (double)table.Header.Size / Math.Max(symbols, 1);
        text.WriteLine($"{path}: {Quantity.Of(symbols, "symbol")}, {table.Header.Size} bytes, {each:0.00} a symbol");
        long characters = table.Content.Symbols.Sum(symbol => (long)symbol.Name.Length);
        foreach ((string part, int bytes) in table.Parts)
        {
            string more = part == "names" ? $"  of {characters} characters, {Quantity.Of(table.Header.Tokens, "token")}" : "";
            text.WriteLine($"  {part,-14} {bytes,9}  {100.0 * bytes / table.Header.Size,5:0.0} %{more}");
        }
    }

    /// <summary>Writes the output of kallsyms info.</summary>
    public static void WriteInfo(Stream stream, string path, ImageTable table)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n" };
        void Line(string label, string value) => text.WriteLine($"{label,-10} {value}");
        Line("image", path);
        Line("kind", "program with a table in the layout image");
        string compression = table.Header.Literals == 0 ? ", names not compressed" : "";
        Line("table", $"{Quantity.Of(table.Symbols.Count, "symbol")}, layout image, {(table.Is64 ? 64 : 32)}-bit addresses{compression}");
        Line("part", $"0x{table.Offset:x8} {table.Header.Size,9} bytes  linked to {LookupText.Hex(table.Header.Address, table.Is64)}");
        if (table.Content.BuildId.Length > 0)
            Line("build id", Convert.ToHexStringLower(table.Content.BuildId.Span));
        Line("check", "passed  checksum");
        Line("place", table.Doubt is null ? "proved" : $"not proved: {table.Doubt}");
    }

    /// <summary>Writes the JSON output of either command.</summary>
    public static void WriteJson(Stream stream, string command, string path, ImageTable table)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", command);
        json.WriteString("image", path);
        json.WriteString("kind", "program");
        json.WriteStartObject("table");
        json.WriteString("layout", "image");
        json.WriteBoolean("proved", table.Doubt is null);
        json.WriteNumber("symbols", table.Symbols.Count);
        json.WriteNumber("bits", table.Is64 ? 64 : 32);
        json.WriteNumber("offset", table.Offset);
        json.WriteString("address", LookupText.Hex(table.Header.Address, table.Is64));
        json.WriteNumber("tableBytes", table.Header.Size);
        json.WriteString("buildId", table.Content.BuildId.Length > 0 ? Convert.ToHexStringLower(table.Content.BuildId.Span) : null);
        json.WriteStartArray("parts");
        foreach ((string part, int bytes) in table.Parts)
        {
            json.WriteStartObject();
            json.WriteString("part", part);
            json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
