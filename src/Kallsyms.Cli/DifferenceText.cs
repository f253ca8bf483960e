using System.Text.Json;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Prints the symbols about which a table and its image disagree.</summary>
static class DifferenceText
{
    const int Shown = 20;

    public static void Print(StandardStreams std, string file, IReadOnlyList<TableDifference> differences, bool wide, string other)
    {
        std.Say($"{file}: Inconsistent kallsyms data: {Quantity.Of(differences.Count, "symbol", "differs", "differ")} "
            + $"(address in the table, in the {other})");
        foreach (TableDifference difference in differences.Take(Shown))
            std.Error.WriteLine($"  {Side(difference.TableAddress, difference.TableType, wide)}  "
                + $"{Side(difference.ImageAddress, difference.ImageType, wide)}  {difference.Name}");
        if (differences.Count > Shown)
            std.Error.WriteLine($"  and {differences.Count - Shown} more");
    }

    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<TableDifference> differences, bool wide)
    {
        json.WriteStartArray("differences");
        foreach (TableDifference difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("name", difference.Name);
            WriteSide(json, "table", difference.TableAddress, difference.TableType, wide);
            WriteSide(json, "image", difference.ImageAddress, difference.ImageType, wide);
            json.WriteEndObject();
            json.PassOn();
        }
        json.WriteEndArray();
    }

    static string Side(ulong? address, char type, bool wide) =>
        address is ulong value ? $"{value.ToString(Digits(wide))} {type}" : "missing".PadLeft(wide ? 16 : 8) + "  ";

    static void WriteSide(Utf8JsonWriter json, string name, ulong? address, char type, bool wide)
    {
        if (address is not ulong value)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("address", value.ToString(Digits(wide)));
        json.WriteString("type", type.ToString());
        json.WriteEndObject();
    }

    static string Digits(bool wide) => wide ? "x16" : "x8";
}
