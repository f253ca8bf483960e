using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>What is read from a linked image.</summary>
/// <param name="File">The image, open.</param>
/// <param name="Raw">Its symbol table as bytes.</param>
/// <param name="Symbols">Its symbols, as nm -n lists them.</param>
/// <param name="Labels">Where the room for the table lies.</param>
sealed record LinkedImage(ElfFile File, ElfSymbols Raw, SymbolList Symbols, TableLabels Labels) : IDisposable
{
    /// <summary>Reads an image.</summary>
    /// <exception cref="KallsymsException">The image has no symbols, or no room for a table.</exception>
    public static LinkedImage Read(string path)
    {
        ElfFile file = ElfFile.Open(path);
        try
        {
            ElfSymbols raw = ElfSymbolReader.Require(file);
            SymbolList symbols = ElfSymbolReader.Read(file, raw);
            TableLabels labels = TableLabels.Find(file, symbols) ?? throw new KallsymsException(
                ErrorKind.Unreadable,
                "the linker dropped the table; with --gc-sections something must refer to it, or the script must KEEP it", file.Name);
            return new(file, raw, symbols, labels);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the same from the file as it is now if nothing that was read has changed; otherwise returns null.</summary>
    public LinkedImage? Confirm(string path)
    {
        ElfFile now = ElfFile.Open(path);
        bool same = false;
        try
        {
            same = now.Header == File.Header && now.Sections.SequenceEqual(File.Sections) && Raw.AreIn(now);
            return same ? this with { File = now, Labels = Labels.In(now) } : null;
        }
        finally
        {
            if (!same)
                now.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
