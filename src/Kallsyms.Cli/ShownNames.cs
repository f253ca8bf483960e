using System.CommandLine;
using System.Text.RegularExpressions;
using Kallsyms.Demangling;
using Kallsyms.Diagnosis;

namespace Kallsyms.Cli;

/// <summary>How names of symbols are shown: as they are, or demangled (--demangle).</summary>
sealed partial class ShownNames
{
    readonly string _choice;

    ShownNames(string choice) => _choice = choice;

    /// <summary>Whether to demangle names for people.</summary>
    public bool ForPeople => _choice != "never";

    /// <summary>Whether to demangle names in lines that other programs read.</summary>
    public bool ForPrograms => _choice == "always";

    public static Option<string> Option(string description = "Show Rust and C++ names as written in the source.") =>
        CommonOptions.Choice("--demangle", description, "auto", "never", "always");

    public static ShownNames Parse(string? choice) => new(choice ?? "auto");

    /// <summary>Formats a name for people.</summary>
    public string Of(string name) => ForPeople ? SymbolDemangler.Demangle(name) ?? name : name;

    /// <summary>Formats sentences for people, with the names in them.</summary>
    public string In(string text) => MangledName().Replace(text, name => Of(name.Value));

    /// <summary>Formats a verdict, with all names in its texts.</summary>
    public Verdict Of(Verdict verdict) => verdict with
    {
        Summary = In(verdict.Summary),
        FirstSymbol = verdict.FirstSymbol is { } first ? Of(first) : null,
        Symbols = [.. verdict.Symbols.Select(Of)],
        Chain = [.. verdict.Chain.Select(In)],
        Others = [.. verdict.Others.Select(other => other with { Why = In(other.Why) })],
    };

    [GeneratedRegex(@"\b_[ZR][\w.$]+")]
    private static partial Regex MangledName();
}
