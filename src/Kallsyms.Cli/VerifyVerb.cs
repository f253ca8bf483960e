using System.CommandLine;
using System.Text.Json;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms verify: is the table in the image the table of the image?</summary>
static class VerifyVerb
{
    public static Command Create()
    {
        Option<string> layout = CommonOptions.Layout(CommonOptions.LayoutHelp + " auto: whatever fits.");
        layout.DefaultValueFactory = _ => "auto";
        var map = new Option<string?>("--map") { Description = "Hold the table against this System.map instead of the image's symbol table.", HelpName = "FILE" };
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        var image = new Argument<string>("IMAGE") { Description = "An ELF image with a table and a symbol table." };
        var command = new Command("verify", "Check that an image's embedded table lists exactly the image's symbols.") { layout, map, json, quiet, image };
        command.SetAction(parsed =>
        {
            using ElfFile file = ElfFile.Open(parsed.GetValue(image)!);
            SymbolList symbols = ElfSymbolReader.Read(file);
            ImageTable table = ImageVerifier.RequireTable(file, symbols);
            if (parsed.GetValue(map) is { } path)
            {
                var list = SymbolListFile.Read(SymbolListFile.OpenFile(path), path);
                symbols = (file.Format.Is64 ? list : list.For32Bit()).Symbols;
            }
            string name = parsed.GetValue(layout)!;
            ImageVerdict verdict = ImageVerifier.Verify(table, symbols, name == "auto" ? null : Layout.Parse(name));
            if (parsed.GetValue(json))
                OutputStream.Write("-", stream => WriteJson(stream, file, verdict));
            Print(file, verdict, parsed.GetValue(quiet) || parsed.GetValue(json));
            return verdict.Consistent ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    static void Print(ElfFile file, ImageVerdict verdict, bool quiet)
    {
        if (verdict.Differences.Count > 0)
            DifferenceText.Print(file.Name, verdict.Differences, file.Format.Is64);
        else if (verdict.IndexError is not null)
            Console.Error.WriteLine($"kallsyms: {file.Name}: Inconsistent kallsyms data: {verdict.IndexError}");
        else if (!quiet)
            Console.Out.WriteLine($"{file.Name}: consistent, {verdict.Symbols.Count} symbols{(verdict.TextOnly ? " (text only)" : "")}, rules of {verdict.Spec.Layout.Version}, {CommonOptions.Name(verdict.Spec.Encoding)} addresses");
    }

    static void WriteJson(Stream stream, ElfFile file, ImageVerdict verdict)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "verify");
        json.WriteString("image", file.Name);
        json.WriteBoolean("consistent", verdict.Consistent);
        json.WriteString("release", verdict.Spec.Layout.Version.ToString());
        json.WriteString("encoding", CommonOptions.Name(verdict.Spec.Encoding));
        json.WriteString("kind", verdict.TextOnly ? "text" : "all");
        json.WriteNumber("symbols", verdict.Symbols.Count);
        json.WriteString("indexError", verdict.IndexError);
        DifferenceText.WriteJson(json, verdict.Differences, file.Format.Is64);
        json.WriteEndObject();
    }
}
