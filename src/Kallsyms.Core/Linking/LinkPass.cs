using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>One link with room for a table, and the table that its image turned out to need.</summary>
/// <param name="Path">The linked image.</param>
/// <param name="Image">The same, opened.</param>
/// <param name="Symbols">What nm -n lists of it.</param>
/// <param name="Labels">Where the room lies.</param>
/// <param name="Table">The table of this image.</param>
/// <param name="Report">Figures.</param>
sealed record LinkPass(string Path, ElfFile Image, SymbolList Symbols, ImageTable Labels, Table Table, PassReport Report) : IDisposable
{
    /// <summary>The symbol that the next placeholder's relocations should refer to: _text where the image has one.</summary>
    public string Anchor => Table.Symbols.Text is not null ? TableObject.TextSymbol : Table.Spec.AddressTable.Label();

    /// <summary>Links, reads the symbols and makes their table.</summary>
    public static LinkPass Run(LinkJob job, ElfTarget target, Expectation expected, Reservation room, int number, WorkDirectory work, CancellationToken cancellation)
    {
        TableSpec spec = job.SpecBeforeLinking(target, percpu: false);
        string tableObject = work.File(job.ObjectName);
        string path = work.Image(System.IO.Path.GetFileName(job.Command.Output));
        ElfObject placeholder = TableObject.Placeholder(
            spec, target, room.Sizes, room.Anchor, job.Command.KeepsRelocations, asKernel: LinkInputs.Script(job.Command) is not null);
        WriteFile(job, tableObject, ElfObjectWriter.Write(placeholder));
        TimeSpan elapsed = LinkerRun.Run(job.Command.Program, job.Command.With(path, tableObject), cancellation);
        return Measure(job, expected, path, number, elapsed, room.Sizes);
    }

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();

    static LinkPass Measure(LinkJob job, Expectation expected, string path, int number, TimeSpan elapsed, TableSizes room)
    {
        ElfFile image = ElfFile.Open(path);
        try
        {
            SymbolList symbols = ElfSymbolReader.Read(image);
            ImageTable labels = ImageTable.Find(image, symbols) ?? throw new KallsymsException(
                ErrorKind.Unreadable, "the linker dropped the table; with --gc-sections something must refer to it, or the script must KEEP it", image.Name);
            bool relocatable = image.Header.Type == ElfType.Shared || job.Command.KeepsRelocations;
            bool percpu = job.PercpuAbsolute
                ?? job.Layout.HasPercpuAbsolute(image.Header.Machine) && symbols.AddressOf("__per_cpu_start"u8) == 0;
            TableSpec spec = job.Spec(image.Format, image.Header.Machine, relocatable, percpu);
            TableSymbols entries = SymbolSelection.Table(symbols, job.Layout.Rules, job.TextOnly, percpu);
            Table table = Table.Build(entries, spec, names => expected.Compress(job, names));
            return new(path, image, symbols, labels, table, new(number, elapsed, room, table.Sizes, entries.List.Count));
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    static void WriteFile(LinkJob job, string path, byte[] bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(job.Command.Output, e);
        }
    }
}
