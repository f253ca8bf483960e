using System.Text;
using Kallsyms.Diagnosis.Statistics;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Prints statistics of a table for people.</summary>
static class StatisticsText
{
    const int Shown = 10;

    public static void Write(Stream stream, string image, TableStatistics table, ShownNames shown)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine($"{image}: {Quantity.Of(table.Symbols, "symbol")}, rules of {table.Release}, "
            + $"{table.Encoding.Text()} addresses");
        text.WriteLine($"{table.Bytes} bytes{(table.Symbols > 0 ? $", {(double)table.Bytes / table.Symbols:F1} per symbol" : "")}");
        WriteSubTables(text, table);
        WriteNames(text, table);
        WriteTypes(text, table);
        WriteTokens(text, table);
        Write(text, "Longest names", table.Longest, shown);
        Write(text, "Names that cost most, all symbols of a name together (.*: numbered by the compiler)", table.Costliest, shown);
        Write(text, "Names of most symbols", table.Duplicates, shown);
    }

    static void WriteSubTables(StreamWriter text, TableStatistics table)
    {
        Head(text, "Sub-tables", $"{"bytes",10}  {"share",6}  label");
        foreach (SubTableUse part in table.SubTables)
            text.WriteLine($"{part.Bytes,10}  {Share(part.Bytes, table.Bytes),6}  {part.Label}");
        text.WriteLine($"{table.PaddingBytes,10}  {Share(table.PaddingBytes, table.Bytes),6}  (between them)");
    }

    static void WriteNames(StreamWriter text, TableStatistics table)
    {
        NameStatistics names = table.Names;
        Head(text, "Compression of names", null);
        text.WriteLine($"{names.PlainBytes,10}  type letters and names, plain, each with one byte that ends it");
        text.WriteLine($"{names.StoredBytes,10}  as stored");
        text.WriteLine($"{names.DictionaryBytes,10}  token table and index");
        text.WriteLine($"{names.Ratio,10:P1}  of plain; {names.SelfTestRatio:P1} as CONFIG_KALLSYMS_SELFTEST counts it");
        text.WriteLine($"{names.MeanCodes,10:F1}  codes a name, for {names.MeanLength:F1} characters and the type letter");
        text.WriteLine($"{names.Distinct,10}  different names");
    }

    static void WriteTypes(StreamWriter text, TableStatistics table)
    {
        Head(text, "Types", $"{"symbols",10}  {"bytes",10}  {"share",6}  {"each",6}  type");
        foreach (TypeUse type in table.Types)
            text.WriteLine($"{type.Symbols,10}  {type.Bytes,10}  {Share(type.Bytes, table.Bytes),6}  "
                + $"{(double)type.Bytes / type.Symbols,6:F1}  {type.Type}");
    }

    static void WriteTokens(StreamWriter text, TableStatistics table)
    {
        TokenUse[] tokens = table.Tokens.Where(token => token.Text.Length > 1).ToArray();
        Head(text, "Tokens that save most", $"{"saves",10}  {"uses",10}  code  token");
        foreach (TokenUse token in tokens.Take(Shown))
            text.WriteLine($"{token.Saves,10}  {token.Uses,10}    {token.Code:x2}  {token.Text}");
        if (tokens.Length > Shown)
            text.WriteLine($"{tokens.Skip(Shown).Sum(token => token.Saves),10}  by {tokens.Length - Shown} more");
    }

    static void Write(StreamWriter text, string title, IReadOnlyList<NameUse> names, ShownNames shown)
    {
        if (names.Count == 0)
            return;
        Head(text, title, $"{"bytes",10}  {"symbols",10}  {"length",6}  name");
        foreach (NameUse name in names.Take(Shown))
            text.WriteLine($"{name.Bytes,10}  {name.Symbols,10}  {name.Length,6}  {shown.Of(name.Name)}");
    }

    static void Head(StreamWriter text, string title, string? columns)
    {
        text.WriteLine();
        text.WriteLine(title);
        if (columns is not null)
            text.WriteLine(columns);
    }

    static string Share(long part, long whole) => whole == 0 ? "-" : $"{(double)part / whole:P1}";
}
