using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Running;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>One link with room for a table, and the table that its image turned out to need.</summary>
/// <param name="Expected">What was expected of it, and the room made for its table.</param>
/// <param name="Path">The linked image.</param>
/// <param name="Reading">What it says of itself.</param>
/// <param name="Report">Figures.</param>
sealed record LinkPass(Expectation Expected, string Path, ImageReading Reading, PassReport Report) : IDisposable
{
    /// <summary>The table of this image.</summary>
    public Table Table => Reading.Table;

    /// <summary>The symbol that the next placeholder's relocations should refer to: _text where the image has one.</summary>
    public string Anchor => Table.Symbols.Text is not null ? TableObject.TextSymbol : Table.Spec.AddressTable.Label();

    /// <summary>Links, reads the symbols and makes their table. What to expect is found out while the linker reads its other inputs.</summary>
    public static LinkPass Run(LinkJob job, ElfTarget target, Func<Expectation> expect, int number, LinkerCall call)
    {
        using HeldFile placeholder = Guard(job, () => HeldFile.Create(call.Prepare()));
        using ToolRun? early = placeholder.IsHeld ? call.Start() : null;
        Expectation expected = expect();
        bool waited = Guard(job, () => placeholder.Complete(ElfObjectWriter.Write(Placeholder(job, target, expected.Room))));
        if (early is not null && waited)
            return Finish(early);
        early?.Dispose();
        using ToolRun linker = call.Start();
        return Finish(linker);

        LinkPass Finish(ToolRun linker)
        {
            using var reading = new EarlyReading(call.Image, () => ImageReading.Of(call.Image, job, expected));
            TimeSpan elapsed = linker.Finish();
            ImageReading read = reading.Finish();
            return new(expected, call.Image, read, new(number, elapsed, expected.Room.Sizes, read.Table.Sizes, read.Table.Symbols.List.Count));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Reading.Dispose();

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
