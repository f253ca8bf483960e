using System.CommandLine;
using Kallsyms.ImageTables;
using Kallsyms.Linking.Programs;

namespace Kallsyms.Cli;

/// <summary>Options of kallsyms link that only apply to the layout image.</summary>
sealed class ImageLayoutOptions
{
    readonly Option<string[]> _only = Patterns(
        "--only", "Only names that match PATTERN (* is any text, ? any character); may be repeated.");
    readonly Option<string[]> _drop = Patterns("--drop-names", "No names that match PATTERN; may be repeated.");
    readonly Option<string[]> _sections = Patterns(
        "--sections", "Only symbols of sections whose names match PATTERN, executable or not; may be repeated.");
    readonly Option<string> _types = new("--types")
    {
        Description = "Only symbols of these types, nm's letters (tT: functions).",
        HelpName = "LETTERS",
        DefaultValueFactory = _ => "",
    };
    readonly Option<int?> _maxName = OptionValues.Count(new("--max-name")
    {
        Description = "Cut names longer than N bytes, and end them with ~ and a digest of the whole name.",
    }, LongNames.Shortest);
    readonly Option<bool> _demangle = new("--demangle")
    {
        Description = "Store the names of C++ and Rust as their programmers wrote them, without parameters.",
    };
    readonly Option<string[]> _with = OptionValues.Among(new Option<string[]>("--with")
    {
        Description = "Also put into the table: sizes of symbols, an index by name, the image's build id.",
        AllowMultipleArgumentsPerToken = false,
    }, "sizes", "index", "build-id");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_only, _drop, _sections, _types, _maxName, _demangle, _with];

    /// <summary>Returns the first of them that was given, or null.</summary>
    public string? Given(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Returns the options of the table.</summary>
    public ImageTableOptions Read(ParseResult parsed, string symbols)
    {
        string[] with = parsed.GetValue(_with) ?? [];
        var choice = new ImageSymbolChoice(symbols switch
        {
            "all" => ImageSymbolKind.All,
            "functions" => ImageSymbolKind.Functions,
            _ => ImageSymbolKind.Text,
        })
        {
            Only = parsed.GetValue(_only) ?? [],
            Drop = parsed.GetValue(_drop) ?? [],
            Sections = parsed.GetValue(_sections) ?? [],
            Types = parsed.GetValue(_types)!,
            MaxName = parsed.GetValue(_maxName) ?? 0,
            Demangles = parsed.GetValue(_demangle),
        };
        return new(choice)
        {
            Sizes = with.Contains("sizes"),
            NameIndex = with.Contains("index"),
            BuildId = with.Contains("build-id"),
        };
    }

    static Option<string[]> Patterns(string name, string description) =>
        new(name) { Description = description, HelpName = "PATTERN", AllowMultipleArgumentsPerToken = false };
}
