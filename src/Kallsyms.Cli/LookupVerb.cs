using System.CommandLine;
using System.Text.Json;
using Kallsyms.Images;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Cli;

/// <summary>kallsyms lookup: addresses and names, answered from the table.</summary>
static class LookupVerb
{
    const string RunningKernel = "/proc/kallsyms";

    // Each of thousands at one address need not name all the others.
    const int MostAliases = 100;

    public static Command Create()
    {
        Option<string?> kaslr = KaslrChoice.Option("IMAGE is the kernel that runs here, and its /proc/kallsyms tells");
        Option<bool> unproved = SymbolSource.Unproved();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = SymbolSource.SourceHelp };
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
            SymbolSource source = SymbolSource.Open(path, parsed.GetValue(unproved), silent);
            ulong distance = KaslrChoice.Distance(parsed.GetValue(kaslr), source.Symbols) ?? FromRunning(source.Symbols, parsed.GetValue(verbose));
            source = source with { Symbols = source.Symbols.Moved(distance) };
            IEnumerable<string> asked = words.Length > 0 ? words : ReadWords();
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
            OutputStream.Write("-", stream =>
            {
                if (parsed.GetValue(json))
                    WriteJson(stream, path, distance, source, Answer);
                else
                    Print(stream, source, silent, Answer, flush: words.Length == 0);
            });
            return all ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    static ulong FromRunning(KernelSymbols symbols, bool verbose)
    {
        var running = KernelSymbols.From(SymbolListFile.Read(SymbolListFile.OpenFile(RunningKernel), RunningKernel));
        KaslrOffset offset = KaslrOffset.FromRunning(running, symbols)
            ?? throw new KallsymsException(ErrorKind.Negative, "--kaslr auto: another kernel than IMAGE is running here");
        if (verbose)
            Console.Error.WriteLine($"kallsyms: {offset.Evidence}");
        return offset.Distance;
    }

    static IEnumerable<string> ReadWords()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is { } line)
        {
            foreach (string word in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                yield return word;
        }
    }

    static void Print(Stream stream, SymbolSource source, bool silent, Action<Action<string, IReadOnlyList<SymbolMatch>>> answer, bool flush)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n", AutoFlush = flush };
        answer((query, matches) =>
        {
            if (matches.Count == 0 && !silent)
                Console.Error.WriteLine($"kallsyms: {query}: not found");
            foreach (SymbolMatch match in matches)
                text.WriteLine($"{Hex(match.Address, source.Wide)} {match.Symbol.Type} {match}");
        });
    }

    static void WriteJson(Stream stream, string path, ulong distance, SymbolSource source, Action<Action<string, IReadOnlyList<SymbolMatch>>> answer)
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
            IReadOnlyList<SymbolMatch> aliases = [];
            foreach (SymbolMatch match in matches)
            {
                if (aliases.Count == 0 || aliases[0].Symbol.Address != match.Symbol.Address)
                    aliases = SymbolQuery.At(source.Symbols, match.Symbol.Address);
                WriteMatch(json, match, aliases, source.Wide);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteMatch(Utf8JsonWriter json, SymbolMatch match, IReadOnlyList<SymbolMatch> aliases, bool wide)
    {
        json.WriteStartObject();
        json.WriteString("address", Hex(match.Address, wide));
        json.WriteString("type", match.Symbol.Type.ToString());
        json.WriteString("name", match.Symbol.Name);
        json.WriteNumber("offset", match.Offset);
        json.WriteNumber("size", match.Symbol.Size);
        json.WriteString("start", Hex(match.Symbol.Address, wide));
        json.WriteString("module", match.Symbol.Module);
        json.WriteNumber("aliasCount", aliases.Count - 1);
        json.WriteStartArray("aliases");
        foreach (SymbolMatch alias in aliases.Take(MostAliases + 1).Where(alias => alias.Symbol != match.Symbol).Take(MostAliases))
            json.WriteStringValue(alias.Symbol.Name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static string Hex(ulong value, bool wide) => (wide ? value : value & uint.MaxValue).ToString(wide ? "x16" : "x8");
}
