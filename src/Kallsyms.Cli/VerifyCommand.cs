using System.CommandLine;
using System.Text.Json;
using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Lookup;
using Kallsyms.Sources;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms verify: is the table in the image the right one for the image?</summary>
static class VerifyCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string> layout = CommonOptions.Layout(CommonOptions.LayoutHelp + " auto: whatever fits.");
        layout.DefaultValueFactory = _ => "auto";
        var map = new Option<string?>("--map")
        {
            Description = "Compare the table with this System.map instead of the image's symbol table.",
            HelpName = "FILE",
        };
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.ImageHelp };
        var command = new Command(
            "verify", "Check that an image's embedded table lists exactly the image's symbols or, where it has none of its own, that "
                + "the table is proved.")
        {
            layout, map, json, quiet, verbose, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            using ByteSource bytes = CommandInput.OpenBytes(std, parsed.GetValue(image)!);
            using SymbolSource source = CommandInput.Inspect(
                std, bytes.Slice(0, bytes.Length, bytes.Name), kernels.Choice(parsed), parsed.GetValue(quiet));
            if (!parsed.GetValue(quiet))
                CommandInput.SayOtherKernels(std, source);
            if (source.ImageTable is { } program)
                return ImageTableVerdict.Give(
                    std, bytes, program, parsed.GetValue(map), parsed.GetValue(json), parsed.GetValue(quiet));
            EmbeddedTable table = source.RequireTable();
            if (parsed.GetValue(verbose))
                std.Say($"{source.Name}: {InfoText.Found(source)}");
            string name = parsed.GetValue(layout)!;
            SymbolList? symbols = parsed.GetValue(map) is { } path ? ReadMap(std, path, table.Spec.Format.Is64) : table.OwnSymbols;
            KernelRelease? release = name == "auto" ? null : KernelRelease.Parse(name);
            var verdict = new TableVerdict(
                source, table, symbols is null ? null : table.Verify(symbols, release),
                symbols is null && release is not null ? table.FormOf(release) : table.Spec,
                parsed.GetValue(map) is { } given ? (given, symbols!) : null);
            if (parsed.GetValue(json))
                std.WriteJson(stream => WriteJson(stream, verdict));
            Print(std, verdict, parsed.GetValue(quiet) || parsed.GetValue(json));
            return verdict.IsGood ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    // Without symbols to compare with, a table is as good as its proof.
    readonly record struct TableVerdict(
        SymbolSource Source, EmbeddedTable Table, ImageVerdict? Compared, TableSpec Form, (string Path, SymbolList Symbols)? Map)
    {
        public bool IsGood => Compared?.Consistent ?? (Table.Doubt is null && Table.Content.State != ContentState.Damaged);

        public TableSpec Spec => Compared?.Spec ?? Form;

        public bool Wide => Spec.Format.Is64;
    }

    static SymbolList ReadMap(StandardStreams std, string path, bool wide)
    {
        using ByteSource source = CommandInput.OpenBytes(
            std, path, "a build writes System.map beside vmlinux, and nm -n IMAGE prints such a list");
        SymbolList list = CommandInput.ReadList(source, wide);
        return list.Count > 0 ? list
            : throw new KallsymsException(ErrorKind.Unreadable, "is empty: a list of symbols was expected", source.Name);
    }

    static void Print(StandardStreams std, TableVerdict verdict, bool quiet)
    {
        string file = verdict.Source.Name;
        string kind = Quantity.Of(verdict.Table.Symbols.Count, "symbol") + (verdict.Compared is { TextOnly: true } ? " (text only)" : "");
        string form = $"rules of {verdict.Spec.Release.Number}, {verdict.Spec.Encoding.Text()} addresses";
        if (verdict.Compared is not { } compared)
        {
            if (verdict.Table.Doubt is { } doubt)
                std.Say($"{file}: {doubt}");
            else if (!verdict.IsGood)
                std.Say($"{file}: Inconsistent kallsyms data: {verdict.Table.Content.Evidence}");
            else if (!quiet)
                std.Print($"{file}: place proved, content {InfoText.Word(verdict.Table.Content.State)}, {kind}, {form}; the image has no "
                    + $"symbols of its own to compare with; {InfoText.Vouched(verdict.Source.Kernel!.CountVouchers())}");
        }
        else if (compared.Differences.Count > 0)
        {
            DifferenceText.Print(std, file, compared.Differences, verdict.Wide, verdict.Map is null ? "image" : "map");
            if (verdict.Map is { } map && compared.Differences.Count > compared.Symbols.Count / 2)
                std.Say($"{map.Path}: {WhatElse(verdict, map.Symbols)}");
        }
        else if (compared.IndexError is not null)
            std.Say($"{file}: Inconsistent kallsyms data: {compared.IndexError}");
        else if (!quiet)
            std.Print($"{file}: consistent, {kind}, {form}");
    }

    static string WhatElse(TableVerdict verdict, SymbolList map) =>
        KaslrOffset.FromRunning(KernelSymbols.From(map, isWide: verdict.Wide), KernelSymbols.From(verdict.Source)) is
        { Distance: not 0 } moved
            ? $"it is this kernel's as it ran, moved by 0x{moved.Distance:x} (KASLR): give System.map, or a list that was not moved"
            : "most symbols differ: it looks like the map of another kernel";

    static void WriteJson(Stream stream, TableVerdict verdict)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "verify");
        json.WriteString("image", verdict.Source.Name);
        if (verdict.Compared is { } compared)
            json.WriteBoolean("consistent", compared.Consistent);
        else
            json.WriteNull("consistent");
        json.WriteBoolean("proved", verdict.Table.Doubt is null);
        InfoJson.WriteContent(json, verdict.Table.Content);
        if (verdict.Compared is null)
            InfoJson.WriteVouched(json, verdict.Source.Kernel!.CountVouchers());
        json.WriteString("release", verdict.Spec.Release.Number);
        json.WriteString("encoding", verdict.Spec.Encoding.Text());
        json.WriteString("kind", verdict.Compared is { TextOnly: true } ? "text" : "all");
        json.WriteNumber("symbols", verdict.Table.Symbols.Count);
        json.WriteString("indexError", verdict.Compared?.IndexError);
        DifferenceText.WriteJson(json, verdict.Compared?.Differences ?? [], verdict.Wide);
        json.WriteEndObject();
    }
}
