using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>The table of an image: its form, its bytes, its symbols.</summary>
/// <param name="Spec">The form.</param>
/// <param name="Bytes">The sub-tables.</param>
/// <param name="Symbols">The symbols.</param>
sealed record TableInput(TableSpec Spec, TableBytes Bytes, SymbolList Symbols)
{
    /// <summary>Reads the table of an ELF image, stripped or not, or of any other kernel image; - is standard input.</summary>
    /// <exception cref="KallsymsException">There is none, or none that is proved and no leave for others.</exception>
    public static TableInput Open(StandardStreams std, string path, bool unproved = false) => (path == "-" ? null : FromLabels(path)) ?? FromBytes(std, path, unproved);

    // A table can have more than one reading; the one that agrees with the image's own symbols is meant.
    static TableInput? FromLabels(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile file = ElfFile.Parse(source);
        if (file.ReadSymbols() is null)
            return null;
        SymbolList known = ElfSymbolReader.Read(file);
        ImageTable table = ImageVerifier.RequireTable(file, known);
        ImageVerdict verdict = ImageVerifier.Verify(table, known, layout: null);
        return new(verdict.Spec, table.Read(), verdict.Symbols);
    }

    // Without labels the table is found by its own structure, and must prove itself.
    static TableInput FromBytes(StandardStreams std, string path, bool unproved)
    {
        using KernelImage kernel = InputBytes.OpenImage(std, path);
        EmbeddedTable table = SymbolSource.Table(std, kernel, unproved);
        return new(table.Spec, kernel.ReadTable(), table.Symbols);
    }
}
