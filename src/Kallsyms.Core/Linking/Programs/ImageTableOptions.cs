using Kallsyms.Elf;
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

    /// <summary>What the table of an image says with these options.</summary>
    /// <param name="image">The image.</param>
    /// <param name="symbols">Its symbol table.</param>
    /// <param name="rename">What names become, for all of them at once; null: they stay.</param>
    /// <exception cref="KallsymsException">The image has no build id, and one was asked for.</exception>
    public (ImageSymbols Chosen, ImageTableContent Content) Content(ElfFile image, ElfSymbols symbols, NameChange? rename)
    {
        ImageSymbols chosen = ImageSymbolReader.Read(image, symbols, Choice, rename);
        ImageTableParts parts = (image.Format.Is64 ? ImageTableParts.Image64 : 0)
            | (Sizes ? ImageTableParts.Sizes : 0) | (NameIndex ? ImageTableParts.NameIndex : 0) | (BuildId ? ImageTableParts.BuildId : 0);
        ReadOnlyMemory<byte> buildId = !BuildId ? default : Elf.BuildId.Read(image) ?? throw new KallsymsException(
            ErrorKind.Negative, "has no build id to put into its table; link with -Wl,--build-id", image.Name);
        return (chosen, new(chosen.Entries, parts, buildId));
    }
}
