using System.CommandLine;
using System.Text.Json;
using Kallsyms.Images;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms diff: which symbols two kernels do not have alike.</summary>
static class DiffVerb
{
    public static Command Create(StandardStreams std)
    {
        Option<bool> unproved = CommandInput.Unproved();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        var first = new Argument<string>("IMAGE1") { Description = CommandInput.SourceHelp };
        var second = new Argument<string>("IMAGE2") { Description = "The same; what is new is new here." };
        var command = new Command(
            "diff", "Compare the symbols of two kernels by name, type and size: added, removed, grown, shrunk, retyped. Exit status 0: alike, 1: different.")
        {
            unproved, json, quiet, first, second,
        };
        command.SetAction(parsed =>
        {
            (string oldPath, string newPath) = (parsed.GetValue(first)!, parsed.GetValue(second)!);
            bool silent = parsed.GetValue(quiet);
            if (oldPath == "-" && newPath == "-")
                throw new KallsymsException(ErrorKind.Usage, "diff: both images cannot be standard input");
            using SymbolSource old = CommandInput.OpenWhole(std, oldPath, parsed.GetValue(unproved), silent);
            using SymbolSource @new = CommandInput.OpenWhole(std, newPath, parsed.GetValue(unproved), silent);
            IReadOnlyList<SymbolDifference> differences = SymbolDifferences.Find(old.Lookup, @new.Lookup);
            if (parsed.GetValue(json))
                std.Write("-", stream => WriteJson(stream, oldPath, newPath, differences));
            else if (!silent)
                std.Write("-", stream => Print(std, stream, differences));
            return differences.Count == 0 ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    static void Print(StandardStreams std, Stream stream, IReadOnlyList<SymbolDifference> differences)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n" };
        foreach (SymbolDifference difference in differences)
        {
            text.WriteLine(difference.Kind switch
            {
                "added" => $"added    {difference.NewType} {difference.Name} 0x{difference.NewSize:x}",
                "removed" => $"removed  {difference.OldType} {difference.Name} 0x{difference.OldSize:x}",
                "grown" => $"grown    {difference.NewType} {difference.Name} 0x{difference.OldSize:x} -> 0x{difference.NewSize:x} (+{difference.Growth})",
                "shrunk" => $"shrunk   {difference.NewType} {difference.Name} 0x{difference.OldSize:x} -> 0x{difference.NewSize:x} ({difference.Growth})",
                _ => $"retyped  {difference.OldType} -> {difference.NewType} {difference.Name} 0x{difference.NewSize:x}",
            });
        }
        text.Flush();
        IEnumerable<string> counts = differences.GroupBy(difference => difference.Kind).Select(group => $"{group.Count()} {group.Key}");
        std.Say($"{(differences.Count == 0 ? "alike" : string.Join(", ", counts))}");
    }

    static void WriteJson(Stream stream, string oldPath, string newPath, IReadOnlyList<SymbolDifference> differences)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "diff");
        json.WriteString("old", oldPath);
        json.WriteString("new", newPath);
        json.WriteBoolean("same", differences.Count == 0);
        json.WriteStartArray("differences");
        foreach (SymbolDifference difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("kind", difference.Kind);
            json.WriteString("name", difference.Name);
            WriteSide(json, "old", difference.OldType, difference.OldSize);
            WriteSide(json, "new", difference.NewType, difference.NewSize);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteSide(Utf8JsonWriter json, string name, char? type, ulong size)
    {
        if (type is not char letter)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("type", letter.ToString());
        json.WriteNumber("size", size);
        json.WriteEndObject();
    }
}
