using System.IO.Enumeration;
using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>The kinds of symbols that an image table may have.</summary>
enum ImageSymbolKind
{
    /// <summary>Symbols in executable sections, one name for each address.</summary>
    Text,

    /// <summary>Functions with a size, one name for each address.</summary>
    Functions,

    /// <summary>All symbols with an address in memory.</summary>
    All,
}

/// <summary>Selects the symbols of an image table.</summary>
/// <param name="Kind">The kind of symbols.</param>
sealed record ImageSymbolChoice(ImageSymbolKind Kind = ImageSymbolKind.Text)
{
    /// <summary>Patterns of the only names to include, in which * stands for any text and ? for any character; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Patterns of names to exclude.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Patterns of the only sections to include; empty for those of the kind.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>The only type letters of nm to include; empty for all.</summary>
    public string Types { get; init; } = "";

    /// <summary>
    /// The maximum length of a name in bytes; longer ones are truncated and get a digest of the whole name. 0 for no limit.
    /// </summary>
    public int MaxName { get; init; }

    /// <summary>Whether C++ and Rust names are stored demangled, without parameters, for which a trace has no room.</summary>
    public bool Demangles { get; init; }

    /// <summary>Whether all aliases of an address are included, not only the best name.</summary>
    public bool KeepsAliases => Kind == ImageSymbolKind.All;

    public bool TakesSection(ElfSection section) => (section.Flags & SectionFlags.Alloc) != 0
        && (Sections.Count > 0 ? Sections.Any(pattern => Matches(pattern, section.Name))
            : Kind == ImageSymbolKind.All || (section.Flags & SectionFlags.Execute) != 0);

    public bool TakesSymbol(in ElfSymbol symbol, byte letter, ReadOnlySpan<byte> name)
    {
        if (Kind == ImageSymbolKind.Functions && !(IsFunction(symbol) && symbol.Size > 0)
            || Types.Length > 0 && !Types.Contains((char)letter))
            return false;
        if (Only.Count == 0 && Drop.Count == 0)
            return true;
        string text = Encoding.UTF8.GetString(name);
        return (Only.Count == 0 || Only.Any(pattern => Matches(pattern, text))) && !Drop.Any(pattern => Matches(pattern, text));
    }

    public static bool IsFunction(in ElfSymbol symbol) =>
        symbol.Type is SymbolType.Function or SymbolType.IndirectFunction or SymbolType.ArmThumbFunction;

    public static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
