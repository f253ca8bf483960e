using Kallsyms.Elf;
using Kallsyms.ImageTables;

namespace Kallsyms.Linking.Programs;

/// <summary>The options of a program's image table.</summary>
/// <param name="Choice">Which symbols it has.</param>
sealed record ImageTableOptions(ImageSymbolChoice Choice)
{
    /// <summary>Whether it has the size of every symbol.</summary>
    public bool Sizes { get; init; }

    /// <summary>Whether it has an index by name.</summary>
    public bool NameIndex { get; init; }

    /// <summary>Whether it has the image's build id.</summary>
    public bool BuildId { get; init; }

    /// <summary>Returns the contents of an image's table with these options.</summary>
    /// <param name="image">The image.</param>
    /// <param name="symbols">Its symbol table.</param>
    /// <exception cref="KallsymsException">A build id was requested, but the image has none.</exception>
    public (ImageSymbols Chosen, ImageTableContent Content) Content(ElfFile image, ElfSymbols symbols)
    {
        ImageSymbols chosen = ImageSymbolReader.Read(image, symbols, Choice);
        ImageTableParts parts = (image.Format.Is64 ? ImageTableParts.Image64 : 0)
            | (Sizes ? ImageTableParts.Sizes : 0) | (NameIndex ? ImageTableParts.NameIndex : 0) | (BuildId ? ImageTableParts.BuildId : 0);
        ReadOnlyMemory<byte> buildId = !BuildId ? default : Elf.BuildId.Read(image) ?? throw new KallsymsException(
            ErrorKind.Negative, "has no build id to put into its table; link with -Wl,--build-id", image.Name);
        return (chosen, new(chosen.Entries, parts, buildId));
    }
}
