using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Linking;

/// <summary>
/// The table of the image that the last build made, if it is still there. A table of the same names has the same sizes, so that they need
/// not be compressed before the linker can go on. A guess, nothing more: the table that is made then decides.
/// </summary>
/// <param name="Names">Which names it has.</param>
/// <param name="Sizes">Bytes of its parts, without room left over.</param>
sealed record LastTable(NamesFingerprint Names, TableSizes Sizes)
{
    const int MostLabels = 64;

    // More symbols than that are read for a link, not for a guess.
    const long MostSymbolBytes = 1 << 28;

    /// <summary>Reads it; null where there is no such image, or it has no table of that form.</summary>
    /// <param name="path">The image.</param>
    /// <param name="spec">The form of the table that will be made.</param>
    public static LastTable? Read(string path, TableSpec spec)
    {
        if (FileStatus.Of(path) is not { Kind: FileKind.Regular })
            return null;
        try
        {
            using ElfFile image = ElfFile.Open(path);
            if (image.Format != spec.Format || image.Header.Machine != spec.Machine
                || image.Sections.Any(section =>
                    section.Type is SectionType.SymbolTable or SectionType.StringTable && section.Size > MostSymbolBytes)
                || image.ReadSymbols() is not { } symbols
                || TableLabels.Find(image, Labels(image, symbols)) is not { } labels)
            {
                return null;
            }
            CompressedNames names = TableReader.ReadCodes(spec, labels.Read());
            return NamesFingerprint.Of(names) is { } fingerprint ? new(fingerprint, Table.SizesOf(spec, names)) : null;
        }
        catch (Exception e) when (e is KallsymsException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return null;
        }
    }

    // What may be labels, without putting all symbols in order.
    static SymbolList Labels(ElfFile image, ElfSymbols symbols)
    {
        MachineRow machine = image.Header.Machine.Row();
        var labels = new SymbolListBuilder(symbols.Strings, MostLabels);
        for (int i = 1; i < symbols.Count && labels.Count < MostLabels; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Section == SectionIndex.Undefined || !symbols.Strings.AsSpan(symbol.NameOffset).StartsWith("kallsyms_"u8))
                continue;
            int length = symbols.Name(symbol.NameOffset).Length;
            labels.Add(ElfSymbolReader.Address(machine, symbol), (byte)'d', symbol.NameOffset, length, symbol.Section);
        }
        return labels.Build();
    }
}
