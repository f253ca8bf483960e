using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>What a linked image says of itself, and the table that it needs.</summary>
/// <param name="Image">The image, open.</param>
/// <param name="Raw">Its symbol table.</param>
/// <param name="Symbols">What nm -n lists of it.</param>
/// <param name="Map">Those of System.map.</param>
/// <param name="Labels">Where the room lies.</param>
/// <param name="Table">The table of this image.</param>
sealed record ImageReading(ElfFile Image, ElfSymbols Raw, SymbolList Symbols, SymbolList Map, TableLabels Labels, Table Table) : IDisposable
{
    /// <summary>Reads an image.</summary>
    public static ImageReading Of(string path, LinkJob job, Expectation expected)
    {
        ElfFile image = ElfFile.Open(path);
        try
        {
            ElfSymbols raw = ElfSymbolReader.Require(image);
            SymbolList symbols = ElfSymbolReader.Read(image, raw);
            TableLabels labels = TableLabels.Find(image, symbols) ?? throw new KallsymsException(
                ErrorKind.Unreadable, "the linker dropped the table; with --gc-sections something must refer to it, or the script must KEEP it", image.Name);
            bool relocatable = image.Header.Type == ElfType.Shared || job.Command.KeepsRelocations;
            bool percpu = job.PercpuAbsolute
                ?? job.Layout.PercpuIsAbsolute(image.Header.Machine, symbols);
            TableSpec spec = job.Spec(image.Format, image.Header.Machine, relocatable, percpu);
            SymbolList map = job.Map(symbols);
            TableSymbols entries = SymbolSelection.Entries(job.Layout.Rules.TableReadsMap ? map : symbols, job.Layout.Rules, job.TextOnly, percpu);
            return new(image, raw, symbols, map, labels, expected.Build(job, entries, spec));
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>The same of what the file is by now, where nothing that was read has changed; otherwise null.</summary>
    public ImageReading? Confirm(string path)
    {
        ElfFile now = ElfFile.Open(path);
        bool same = false;
        try
        {
            same = now.Header == Image.Header && now.Sections.SequenceEqual(Image.Sections) && now.ReadSymbols() is { } raw && raw.SameBytes(Raw);
            return same ? this with { Image = now, Labels = Labels.In(now) } : null;
        }
        finally
        {
            if (!same)
                now.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
