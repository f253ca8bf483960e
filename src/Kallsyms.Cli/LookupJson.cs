using System.Text.Json;
using Kallsyms.Demangling;
using Kallsyms.Dwarf;
using Kallsyms.Lookup;
using Kallsyms.SourceLines;

namespace Kallsyms.Cli;

/// <summary>Writes the answers of lookup as one JSON object (docs/json.md).</summary>
static class LookupJson
{
    // With thousands at one address, each need not name all the others.
    const int MostAliases = 100;

    /// <summary>
    /// The source of answers: the image's path, its symbols as looked up, how far these were moved, whether they are proved (null for a
    /// list, which nothing can prove), and the finder of source lines.
    /// </summary>
    public readonly record struct Asked(string Image, KernelSymbols Symbols, ulong Distance, bool? IsProved, SourceFinder? Lines);

    /// <summary>Writes the answers.</summary>
    /// <returns>Whether all were found.</returns>
    public static bool Write(Stream stream, Asked source, IEnumerable<LookupAnswer> answers)
    {
        bool all = true;
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "lookup");
        json.WriteString("image", source.Image);
        if (source.IsProved is bool isProved)
            json.WriteBoolean("proved", isProved);
        else
            json.WriteNull("proved");
        json.WriteString("kaslrOffset", LookupText.Hex(source.Distance, source.Symbols.IsWide));
        json.WriteStartArray("results");
        foreach (LookupAnswer answer in answers)
        {
            all &= answer.Matches.Count > 0;
            json.WriteStartObject();
            json.WriteString("query", answer.Query);
            json.WriteBoolean("found", answer.Matches.Count > 0);
            json.WriteStartArray("matches");
            IReadOnlyList<SymbolMatch> aliases = [];
            foreach (SymbolMatch match in answer.Matches)
            {
                if (aliases.Count == 0 || aliases[0].Symbol.Address != match.Symbol.Address)
                    aliases = SymbolQuery.At(source.Symbols, match.Symbol.Address);
                WriteMatch(json, match, aliases, source);
                json.PassOn();
            }
            json.WriteEndArray();
            if (answer.Matches.Count == 0)
                WriteMiss(json, UnansweredQuery.Examine(source.Symbols, answer.Query));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        return all;
    }

    static void WriteMiss(Utf8JsonWriter json, UnansweredQuery query)
    {
        json.WriteString("reason", query.Reason);
        json.WriteTexts("suggestions", query.Suggestions);
    }

    static void WriteMatch(Utf8JsonWriter json, SymbolMatch match, IReadOnlyList<SymbolMatch> aliases, Asked source)
    {
        SymbolSurroundings place = SymbolSurroundings.Of(source.Symbols, match.Symbol);
        json.WriteStartObject();
        json.WriteString("address", LookupText.Hex(match.Address, source.Symbols.IsWide));
        json.WriteString("type", match.Symbol.Type.ToString());
        json.WriteString("name", match.Symbol.Name);
        json.WriteString("demangled", SymbolDemangler.Demangle(match.Symbol.Name));
        json.WriteNumber("offset", match.Offset);
        json.WriteNumber("size", match.Symbol.Size);
        json.WriteString("start", LookupText.Hex(match.Symbol.Address, source.Symbols.IsWide));
        json.WriteString("module", match.Symbol.Module);
        json.WriteString("section", place.Section);
        json.WriteString("before", place.Before);
        json.WriteString("after", place.After);
        if (source.Lines is { } lines)
            WriteLines(json, lines.Places(match.Symbol, match.Offset));
        json.WriteNumber("aliasCount", aliases.Count - 1);
        json.WriteTexts("aliases", aliases.Take(MostAliases + 1).Where(alias => alias.Symbol != match.Symbol).Take(MostAliases)
            .Select(alias => alias.Symbol.Name));
        json.WriteEndObject();
    }

    static void WriteLines(Utf8JsonWriter json, IReadOnlyList<SourcePlace> places)
    {
        json.WriteStartArray("source");
        foreach (SourcePlace place in places)
        {
            json.WriteStartObject();
            json.WriteString("function", place.Function);
            json.WriteString("file", place.File);
            json.WriteNumber("line", place.Line);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
