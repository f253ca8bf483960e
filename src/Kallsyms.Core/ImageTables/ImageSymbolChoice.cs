using System.IO.Enumeration;
using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Which symbols an image table has by their kind.</summary>
enum ImageSymbolKind
{
    /// <summary>What lies in executable sections, one name for each address.</summary>
    Text,

    /// <summary>Functions with a size, one name for each address.</summary>
    Functions,

    /// <summary>All that has an address in memory.</summary>
    All,
}

/// <summary>Chooses the symbols of an image table.</summary>
/// <param name="Kind">By kind.</param>
sealed record ImageSymbolChoice(ImageSymbolKind Kind = ImageSymbolKind.Text)
{
    /// <summary>Only names that one of these describes, in which * is any text and ? any character; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>No names that one of these describes.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Only sections whose name one of these describes; empty: those of the kind.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>Only these of nm's type letters; empty: all.</summary>
    public string Types { get; init; } = "";

    /// <summary>Longest name in bytes; longer ones are cut and get a digest of what they were. 0: all are kept.</summary>
    public int MaxName { get; init; }

    /// <summary>Names of C++ and Rust are stored as they stand in the source, without parameters, for which a trace has no room.</summary>
    public bool Demangles { get; init; }

    /// <summary>All aliases of an address are chosen, not the best name alone.</summary>
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
