using Kallsyms.ImageTables;

namespace Kallsyms.Linking.Programs;

/// <summary>What the image table of a program is to have.</summary>
/// <param name="Choice">Which symbols.</param>
sealed record ImageTableOptions(ImageSymbolChoice Choice)
{
    /// <summary>The size of every symbol.</summary>
    public bool Sizes { get; init; }

    /// <summary>An index by name.</summary>
    public bool NameIndex { get; init; }

    /// <summary>The image's build id.</summary>
    public bool BuildId { get; init; }

    /// <summary>Names as their programmers wrote them, not as compilers encode them.</summary>
    public bool Demangles { get; init; }
}
