using System.CommandLine;
using Kallsyms.Demangling;

namespace Kallsyms.Cli;

/// <summary>How names of symbols are shown: as they are, or as they stand in the source (--demangle).</summary>
sealed class ShownNames
{
    readonly string _choice;

    ShownNames(string choice) => _choice = choice;

    /// <summary>Names as they stand in the source, where people read them.</summary>
    public bool ForPeople => _choice != "never";

    /// <summary>The same in lines that other programs read.</summary>
    public bool ForPrograms => _choice == "always";

    public static Option<string> Option(string description = "Show Rust and C++ names as written in the source.") =>
        CommonOptions.Choice("--demangle", description, "auto", "never", "always");

    public static ShownNames Parse(string? choice) => new(choice ?? "auto");

    /// <summary>A name for people.</summary>
    public string Of(string name) => ForPeople ? SymbolDemangler.Demangle(name) ?? name : name;
}
