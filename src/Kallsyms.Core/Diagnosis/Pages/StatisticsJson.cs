using System.Text.Json;
using Kallsyms.Diagnosis.Statistics;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>Writes statistics of a table as JSON, for pages and for <c>kallsyms stat --json</c>.</summary>
static class StatisticsJson
{
    /// <summary>Writes statistics as a JSON value.</summary>
    public static void Write(Utf8JsonWriter json, TableStatistics statistics)
    {
        json.WriteStartObject();
        json.WriteString("release", statistics.Release);
        json.WriteString("encoding", statistics.Encoding.Text());
        json.WriteNumber("symbols", statistics.Symbols);
        json.WriteNumber("bytes", statistics.Bytes);
        json.WriteNumber("paddingBytes", statistics.PaddingBytes);
        json.WriteNumber("entryBytes", statistics.EntryBytes);
        json.WriteObjects("subTables", statistics.SubTables, use =>
        {
            json.WriteString("label", use.Label);
            json.WriteNumber("bytes", use.Bytes);
        });
        Write(json, statistics.Names);
        json.WriteObjects("types", statistics.Types, use =>
        {
            json.WriteString("type", use.Type);
            json.WriteNumber("symbols", use.Symbols);
            json.WriteNumber("nameBytes", use.NameBytes);
            json.WriteNumber("bytes", use.Bytes);
        });
        json.WriteObjects("tokens", statistics.Tokens, use =>
        {
            json.WriteNumber("code", use.Code);
            json.WriteString("text", use.Text);
            json.WriteNumber("uses", use.Uses);
            json.WriteNumber("saves", use.Saves);
        });
        Write(json, "longest", statistics.Longest);
        Write(json, "costliest", statistics.Costliest);
        Write(json, "duplicates", statistics.Duplicates);
        json.WriteStartObject("prefixes");
        WriteFields(json, statistics.Prefixes);
        json.WriteEndObject();
        json.WriteStartObject("byType");
        WriteFields(json, statistics.ByType);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, NameStatistics names)
    {
        json.WriteStartObject("names");
        json.WriteNumber("distinct", names.Distinct);
        json.WriteNumber("plainBytes", names.PlainBytes);
        json.WriteNumber("storedBytes", names.StoredBytes);
        json.WriteNumber("dictionaryBytes", names.DictionaryBytes);
        json.WriteNumber("ratio", names.Ratio);
        json.WriteNumber("selfTestRatio", names.SelfTestRatio);
        json.WriteNumber("meanLength", names.MeanLength);
        json.WriteNumber("meanCodes", names.MeanCodes);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string property, IReadOnlyList<NameUse> names) => json.WriteObjects(property, names, use =>
    {
        json.WriteString("name", use.Name);
        json.WriteString("types", use.Types);
        json.WriteNumber("symbols", use.Symbols);
        json.WriteNumber("length", use.Length);
        json.WriteNumber("bytes", use.Bytes);
    });

    // At most PrefixTree.Deepest levels.
    static void WriteFields(Utf8JsonWriter json, PrefixTree node)
    {
        json.WriteString("text", node.Text);
        json.WriteNumber("symbols", node.Symbols);
        json.WriteNumber("bytes", node.Bytes);
        json.WriteObjects("parts", node.Parts, part => WriteFields(json, part));
    }
}
