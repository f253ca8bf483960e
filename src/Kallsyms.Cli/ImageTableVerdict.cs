using System.Text.Json;
using Kallsyms.Elf;
using Kallsyms.ImageTables;

namespace Kallsyms.Cli;

/// <summary>kallsyms verify for a table in the layout image: checks what the image confirms about it.</summary>
static class ImageTableVerdict
{
    /// <summary>Compares the table with the symbols of its image, if it has any, and returns the exit status.</summary>
    public static int Give(StandardStreams std, ByteSource bytes, ImageTable table, string? map, bool asJson, bool quiet)
    {
        string path = bytes.Name;
        if (map is not null)
            throw new KallsymsException(ErrorKind.Usage,
                "--map is for kernels: the symbols of a program's table are chosen by whoever links it");
        IReadOnlyList<string>? contradictions = Compare(bytes, table);
        bool good = table.Doubt is null && contradictions is null or { Count: 0 };
        if (asJson)
            std.WriteJson(stream => WriteJson(stream, path, table, contradictions));
        if (table.Doubt is { } doubt)
            std.Say($"{path}: {doubt}");
        foreach (string symbol in contradictions ?? [])
            std.Say($"{path}: not a symbol of the image: {symbol}");
        if (good && !quiet && !asJson)
        {
            string proof = contradictions is null ? "checksum and place right; the image has no symbols of its own to compare with"
                : "consistent, all of them symbols of the image";
            std.Print($"{path}: {Quantity.Of(table.Symbols.Count, "symbol")}, layout image, {proof}");
        }
        return good ? ExitStatus.Yes : ExitStatus.No;
    }

    // Null if there is nothing to compare with.
    static IReadOnlyList<string>? Compare(ByteSource bytes, ImageTable table)
    {
        if (!ElfFile.IsElf(bytes))
            return null;
        ElfFile image = ElfFile.Parse(bytes);
        return image.ReadSymbols() is { } symbols ? ImageTableVerifier.Contradictions(table, image, symbols) : null;
    }

    static void WriteJson(Stream stream, string path, ImageTable table, IReadOnlyList<string>? contradictions)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "verify");
        json.WriteString("image", path);
        if (contradictions is null)
            json.WriteNull("consistent");
        else
            json.WriteBoolean("consistent", contradictions.Count == 0);
        json.WriteBoolean("proved", table.Doubt is null);
        json.WriteString("layout", "image");
        json.WriteNumber("symbols", table.Symbols.Count);
        json.WriteStartArray("contradictions");
        foreach (string symbol in contradictions ?? [])
            json.WriteStringValue(symbol);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
