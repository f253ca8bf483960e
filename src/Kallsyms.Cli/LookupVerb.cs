using System.CommandLine;
using System.Text.Json;
using Kallsyms.Images;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms lookup: addresses and names, answered from the table.</summary>
static class LookupVerb
{
    const string RunningKernel = "/proc/kallsyms";

    public static Command Create(StandardStreams std)
    {
        Option<string?> kaslr = KaslrChoice.Option("IMAGE is the kernel that runs here, and its /proc/kallsyms tells");
        Option<bool> unproved = CommandInput.Unproved();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.SourceHelp };
        var queries = new Argument<string[]>("ADDR|NAME|NAME+OFF")
        {
            Description = "Addresses (hexadecimal), names, and names with an offset, in hexadecimal as well; without any, words of standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "lookup", "Find symbols by address or name: prints address, type, name+0xoffset/0xsize, one line for each alias. Exit status 1: something was not found.")
        {
            kaslr, unproved, json, quiet, verbose, image, queries,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            string[] words = parsed.GetValue(queries)!;
            if (path == "-" && words.Length == 0)
                throw new KallsymsException(ErrorKind.Usage, "lookup: standard input is the image, so what to look up must be named");
            bool silent = parsed.GetValue(quiet);
            using SymbolSource input = CommandInput.Open(std, path, parsed.GetValue(unproved), silent);
            ulong distance = KaslrChoice.Distance(parsed.GetValue(kaslr), input.Lookup) ?? FromRunning(std, input.Lookup, parsed.GetValue(verbose));
            var source = new Asked(input.Lookup.Moved(distance), input.Is64, input.Doubt is null);
            IEnumerable<string> asked = words.Length > 0 ? words : ReadWords(std);
            bool all = true;
            void Answer(Action<string, IReadOnlyList<SymbolMatch>> write)
            {
                foreach (string query in asked)
                {
                    IReadOnlyList<SymbolMatch> matches = SymbolQuery.Find(source.Symbols, query);
                    all &= matches.Count > 0;
                    write(query, matches);
                }
            }
            std.Write("-", stream =>
            {
                if (parsed.GetValue(json))
                    WriteJson(stream, path, distance, source, Answer);
                else
                    Print(std, stream, source, silent, Answer, flush: words.Length == 0);
            });
            return all ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    // The symbols as they are looked up: moved by KASLR.
    readonly record struct Asked(KernelSymbols Symbols, bool Wide, bool IsProved);

    static ulong FromRunning(StandardStreams std, KernelSymbols symbols, bool verbose)
    {
        using SymbolSource running = SymbolSource.Open(RunningKernel);
        KaslrOffset offset = KaslrOffset.FromRunning(running.Lookup, symbols)
            ?? throw new KallsymsException(ErrorKind.Negative, "--kaslr auto: another kernel than IMAGE is running here");
        if (verbose)
            std.Say(offset.Evidence);
        return offset.Distance;
    }

    static IEnumerable<string> ReadWords(StandardStreams std)
    {
        using var input = new StreamReader(std.OpenInput());
        while (input.ReadLine() is { } line)
        {
            foreach (string word in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                yield return word;
        }
    }

    static void Print(StandardStreams std, Stream stream, Asked source, bool silent, Action<Action<string, IReadOnlyList<SymbolMatch>>> answer, bool flush)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n", AutoFlush = flush };
        answer((query, matches) =>
        {
            if (matches.Count == 0 && !silent)
                std.Say($"{query}: not found");
            foreach (SymbolMatch match in matches)
                text.WriteLine($"{Hex(match.Address, source.Wide)} {match.Symbol.Type} {match}");
        });
    }

    static void WriteJson(Stream stream, string path, ulong distance, Asked source, Action<Action<string, IReadOnlyList<SymbolMatch>>> answer)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "lookup");
        json.WriteString("image", path);
        json.WriteBoolean("proved", source.IsProved);
        json.WriteString("kaslrOffset", Hex(distance, source.Wide));
        json.WriteStartArray("results");
        answer((query, matches) =>
        {
            json.WriteStartObject();
            json.WriteString("query", query);
            json.WriteBoolean("found", matches.Count > 0);
            json.WriteStartArray("matches");
            foreach (SymbolMatch match in matches)
                WriteMatch(json, match, source);
            json.WriteEndArray();
            json.WriteEndObject();
        });
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteMatch(Utf8JsonWriter json, SymbolMatch match, Asked source)
    {
        json.WriteStartObject();
        json.WriteString("address", Hex(match.Address, source.Wide));
        json.WriteString("type", match.Symbol.Type.ToString());
        json.WriteString("name", match.Symbol.Name);
        json.WriteNumber("offset", match.Offset);
        json.WriteNumber("size", match.Symbol.Size);
        json.WriteString("start", Hex(match.Symbol.Address, source.Wide));
        json.WriteString("module", match.Symbol.Module);
        json.WriteStartArray("aliases");
        foreach (SymbolMatch alias in SymbolQuery.At(source.Symbols, match.Symbol.Address))
        {
            if (alias.Symbol != match.Symbol)
                json.WriteStringValue(alias.Symbol.Name);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static string Hex(ulong value, bool wide) => (wide ? value : value & uint.MaxValue).ToString(wide ? "x16" : "x8");
}
