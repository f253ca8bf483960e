using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Programs;

/// <summary>A linked program and the table made from its symbols.</summary>
/// <param name="Image">The program, open.</param>
/// <param name="Table">The table.</param>
/// <param name="Address">The memory address of the table's room.</param>
sealed record LinkedProgram(ElfFile Image, IProgramTable Table, ulong Address) : IDisposable
{
    /// <summary>Reads a program that was linked with room for a table.</summary>
    /// <param name="path">The image.</param>
    /// <param name="layout">The table's layout.</param>
    /// <param name="room">The object that reserves the room.</param>
    /// <exception cref="KallsymsException">The image has no symbol table, or lacks the labels of the room.</exception>
    public static LinkedProgram Read(string path, IProgramLayout layout, ElfObject room)
    {
        ElfFile image = ElfFile.Open(path);
        try
        {
            ElfSymbols symbols = ElfSymbolReader.Require(image);
            ulong address = Place(image, symbols, room);
            return new(image, layout.Make(image, symbols), address);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();

    static ulong Place(ElfFile image, ElfSymbols symbols, ElfObject room)
    {
        var labels = room.Labels.ToDictionary(label => label.Name, label => label.Offset);
        ulong? start = null;
        // Global symbols come last, and a local one may have the same name: search from the end.
        for (int i = symbols.Count - 1; i > 0; i--)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Section == SectionIndex.Undefined || !labels.Remove(symbols.Text(symbol.NameOffset), out long offset))
                continue;
            ulong place = symbol.Value - (ulong)offset & image.Format.WordMask;
            start ??= place;
            if (place != start)
                throw new KallsymsException(ErrorKind.Unreadable,
                    $"{symbols.Text(symbol.NameOffset)} is not where the table has it: something else in the image has that name",
                    image.Name);
        }
        return labels.Count == 0 && start is ulong address ? address : throw new KallsymsException(
            ErrorKind.Unreadable,
            $"the linker dropped the table's section: the image has no {labels.Keys.First()}. Does the linker script put "
            + ".rodata into an output section?", image.Name);
    }
}
