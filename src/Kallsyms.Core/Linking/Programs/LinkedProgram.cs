using Kallsyms.Elf;
using Kallsyms.ImageTables;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Programs;

/// <summary>A linked program and the table that its symbols make.</summary>
/// <param name="Image">The program, open.</param>
/// <param name="Symbols">What the table says, and what was left out.</param>
/// <param name="Content">The same with the parts that were asked for.</param>
/// <param name="Writer">Writes it.</param>
/// <param name="Address">Where the table's room is in memory.</param>
/// <param name="Room">Bytes of the room.</param>
sealed record LinkedProgram(ElfFile Image, ImageSymbols Symbols, ImageTableContent Content, ImageTableWriter Writer, ulong Address,
    int Room) : IDisposable
{
    /// <summary>Bytes that the table needs at this place.</summary>
    public int Needed { get; } = Writer.Size(Address);

    /// <summary>Reads a program that was linked with room for a table.</summary>
    /// <exception cref="KallsymsException">It has no symbol table, or not the labels of the room.</exception>
    public static LinkedProgram Read(string path, ImageTableOptions options)
    {
        ElfFile image = ElfFile.Open(path);
        try
        {
            ElfSymbols symbols = ElfSymbolReader.Require(image);
            (ulong address, int room) = ImageTableObject.Find(symbols) ?? throw new KallsymsException(
                ErrorKind.Unreadable,
                $"the linker dropped the table's section: the image has no {ImageTableObject.StartLabel}. Does the linker script put "
                + ".rodata into an output section?", image.Name);
            (ImageSymbols chosen, ImageTableContent content) = options.Content(image, symbols);
            return new(image, chosen, content, new(content), address, room);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
