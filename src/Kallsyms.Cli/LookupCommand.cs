using System.CommandLine;
using System.Text;
using Kallsyms.Lookup;
using Kallsyms.SourceLines;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms lookup: looks up addresses and names in the table.</summary>
static class LookupCommand
{
    // Names of kernels have 511 bytes, those of programs a few thousand.
    const int LongestWord = 1 << 16;

    public static Command Create(StandardStreams std)
    {
        Option<string?> kaslr = KaslrChoice.Option("IMAGE is the kernel that runs here, and its /proc/kallsyms tells");
        Option<string[]> debug = DebugOption.Create("Show file:line too, and what was inlined");
        Option<bool> unproved = CommandInput.Unproved();
        Option<bool> regex = new("--regex") { Description = "Queries are regular expressions, which names match anywhere." };
        Option<string> format = CommonOptions.Choice(
            "--format",
            "Lines for people (table), lines of /proc/kallsyms, JSON (docs/json.md), or a script that defines them in gdb or radare2.",
            "table", "kallsyms", "json", "gdb", "r2");
        Option<string> demangle = ShownNames.Option(
            "Show Rust and C++ names as written in the source. auto: in lines for people; always: in --format kallsyms too.");
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.SourceHelp };
        var queries = new Argument<string[]>("QUERY")
        {
            Description = "Addresses (hexadecimal) and ranges of them (START-END), names, also as they stand in the source "
                + "(kernel::print::*), names with an offset, names in modules (xfs:s_next), and patterns "
                + "('sched_*'); without any, words of standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "lookup",
            "Find symbols by address or name: prints address, type, name+0xoffset/0xsize, one line for each. "
            + "Exit status 1: something was not found.")
        {
            kaslr, debug, unproved, regex, format, demangle, json, quiet, verbose, image, queries,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            string[] words = parsed.GetValue(queries)!;
            if (path == "-" && words.Length == 0)
                throw new KallsymsException(ErrorKind.Usage, "lookup: standard input is the image, so name what to look up");
            using SymbolSource source =
                CommandInput.Open(std, path, kernels.Choice(parsed), parsed.GetValue(unproved), parsed.GetValue(quiet));
            KernelSymbols unmoved = DumpedModules.Symbols(std, source, parsed.GetValue(quiet));
            ulong distance = KaslrChoice.Distance(parsed.GetValue(kaslr) ?? "0", unmoved)
                ?? FromRunning(std, unmoved, parsed.GetValue(verbose));
            KernelSymbols symbols = unmoved.Moved(distance);
            using SourceFinder? lines = DebugOption.Open(parsed.GetValue(debug)!, symbols, LogKernelSource.Version(source, path));
            var widths = new WidthNotice(std, symbols, parsed.GetValue(quiet));
            IEnumerable<LookupAnswer> answers = (words.Length > 0 ? words : ReadWords(std)).Select(query => new LookupAnswer(
                query, parsed.GetValue(regex)
                    ? SymbolQuery.Matching(symbols, SymbolPattern.FromRegex(query)) : SymbolQuery.Find(symbols, widths.See(query))));
            bool all = false;
            if (parsed.GetValue(json) || parsed.GetValue(format) == "json")
            {
                // An invalid query ends the command before anything is written: a JSON object must be complete or not begun.
                answers = [.. answers];
                bool? isProved = source.List is null && source.Own is null ? source.Doubt is null : null;
                std.WriteJson(stream => all = LookupJson.Write(stream, new(path, symbols, distance, isProved, lines), answers));
            }
            else
            {
                std.Write("-", stream => all = LookupText.Write(
                    stream, new(symbols, parsed.GetValue(format)!, ShownNames.Parse(parsed.GetValue(demangle)), lines), answers,
                    parsed.GetValue(quiet) ? null : std.Say, flush: words.Length == 0));
            }
            if (!parsed.GetValue(quiet))
                DebugOption.Report(std, lines);
            return all ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    // Says once that an address is read in another width than it was asked in.
    sealed class WidthNotice(StandardStreams std, KernelSymbols symbols, bool isQuiet)
    {
        bool _isSaid = isQuiet;

        public string See(string query)
        {
            if (!_isSaid && SymbolQuery.InOtherWidth(symbols, query) is var (asked, taken))
            {
                std.Say($"{asked:x} is looked up as {taken:x}: addresses of 32 bits are "
                    + (symbols.IsWide ? "sign-extended to 64 in this list" : "not sign-extended to 64 here"));
                _isSaid = true;
            }
            return query;
        }
    }

    static ulong FromRunning(StandardStreams std, KernelSymbols symbols, bool verbose)
    {
        using SymbolSource running = SymbolSource.Open(LogKernelSource.RunningKernel);
        KaslrOffset offset = KaslrOffset.FromRunning(KernelSymbols.From(running), symbols)
            ?? throw new KallsymsException(ErrorKind.Negative, "--kaslr auto: the kernel running here is not IMAGE");
        if (verbose)
            std.Say(offset.Evidence);
        return offset.Distance;
    }

    static IEnumerable<string> ReadWords(StandardStreams std)
    {
        using var input = new StreamReader(std.OpenInput());
        var word = new StringBuilder();
        for (int next = input.Read(); next >= 0 || word.Length > 0; next = input.Read())
        {
            if (next >= 0 && !char.IsWhiteSpace((char)next))
            {
                if (word.Append((char)next).Length > LongestWord)
                    throw new KallsymsException(ErrorKind.Unreadable,
                        $"a word has more than {LongestWord} characters: no address or name of a symbol does", "standard input");
                continue;
            }
            if (word.Length > 0)
                yield return word.ToString();
            word.Clear();
        }
    }
}
