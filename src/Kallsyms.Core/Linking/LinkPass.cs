using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>One link with room for a table, and the table that its image turned out to need.</summary>
/// <param name="Expected">What was expected of it, and the room made for its table.</param>
/// <param name="Path">The linked image.</param>
/// <param name="Image">The same, opened.</param>
/// <param name="Raw">Its symbol table.</param>
/// <param name="Symbols">What nm -n lists of it.</param>
/// <param name="Map">Those of System.map.</param>
/// <param name="Labels">Where the room lies.</param>
/// <param name="Table">The table of this image.</param>
/// <param name="Report">Figures.</param>
sealed record LinkPass(
    Expectation Expected, string Path, ElfFile Image, ElfSymbols Raw, SymbolList Symbols, SymbolList Map, ImageTable Labels, Table Table,
    PassReport Report) : IDisposable
{
    /// <summary>The symbol that the next placeholder's relocations should refer to: _text where the image has one.</summary>
    public string Anchor => Table.Symbols.Text is not null ? TableObject.TextSymbol : Table.Spec.AddressTable.Label();

    /// <summary>Links, reads the symbols and makes their table. What to expect is found out while the linker reads its other inputs.</summary>
    public static LinkPass Run(LinkJob job, ElfTarget target, Func<Expectation> expect, int number, WorkDirectory work, CancellationToken cancellation)
    {
        string tableObject = work.File(job.ObjectName);
        string path = work.Image(System.IO.Path.GetFileName(job.Command.Output));
        string[] arguments = [.. job.Command.With(path, tableObject)];
        using HeldFile placeholder = Guard(job, () => HeldFile.Create(tableObject));
        using LinkerRun? early = placeholder.IsHeld ? LinkerRun.Start(job.Command.Program, arguments, cancellation) : null;
        Expectation expected = expect();
        bool waited = Guard(job, () => placeholder.Complete(ElfObjectWriter.Write(Placeholder(job, target, expected.Room))));
        if (early is not null && waited)
            return Measure(job, expected, path, number, early.Finish());
        early?.Dispose();
        using LinkerRun linker = LinkerRun.Start(job.Command.Program, arguments, cancellation);
        return Measure(job, expected, path, number, linker.Finish());
    }

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();

    static LinkPass Measure(LinkJob job, Expectation expected, string path, int number, TimeSpan elapsed)
    {
        ElfFile image = ElfFile.Open(path);
        try
        {
            ElfSymbols raw = ElfSymbolReader.Require(image);
            SymbolList symbols = ElfSymbolReader.Read(image, raw);
            ImageTable labels = ImageTable.Find(image, symbols) ?? throw new KallsymsException(
                ErrorKind.Unreadable, "the linker dropped the table; with --gc-sections something must refer to it, or the script must KEEP it", image.Name);
            bool relocatable = image.Header.Type == ElfType.Shared || job.Command.KeepsRelocations;
            bool percpu = job.PercpuAbsolute
                ?? job.Layout.HasPercpuAbsolute(image.Header.Machine) && symbols.AddressOf("__per_cpu_start"u8) == 0;
            TableSpec spec = job.Spec(image.Format, image.Header.Machine, relocatable, percpu);
            SymbolList map = SymbolSelection.Map(symbols, job.Layout.Rules);
            TableSymbols entries = SymbolSelection.Entries(job.Layout.Rules.TableReadsMap ? map : symbols, job.Layout.Rules, job.TextOnly, percpu);
            Table table = expected.Build(job, entries, spec);
            return new(expected, path, image, raw, symbols, map, labels, table, new(number, elapsed, expected.Room.Sizes, table.Sizes, entries.List.Count));
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    static ElfObject Placeholder(LinkJob job, ElfTarget target, Reservation room) => TableObject.Placeholder(
        job.SpecBeforeLinking(target, percpu: false), target, room.Sizes, room.Anchor, job.Command.KeepsRelocations,
        asKernel: LinkInputs.Script(job.Command) is not null);

    static T Guard<T>(LinkJob job, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(job.Command.Output, e);
        }
    }
}
