using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>The object that reserves room for an image table in a link, and the place of that room in the image.</summary>
static class ImageTableObject
{
    /// <summary>The label of the table.</summary>
    public const string StartLabel = "kallsyms_table";

    /// <summary>The label of its end, which limits what a reader may trust.</summary>
    public const string EndLabel = "kallsyms_table_end";

    const string Section = ".rodata";
    const int Alignment = 4;

    /// <summary>Makes an object with room for a table. As long as it is zeros, readers find no table.</summary>
    public static ElfObject Make(ElfTarget target, int room) =>
        new(target, Section, Alignment, new byte[room], [new(StartLabel, 0, room), new(EndLabel, room)], []);

    /// <summary>Whether a symbol is one of the table's own labels.</summary>
    public static bool IsLabel(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("kallsyms_table"u8) || name.SequenceEqual("kallsyms_table_end"u8);

    /// <summary>Finds the room in a linked image: between the labels, or in an array named like the first.</summary>
    /// <returns>Its address and its size in bytes; null if the image has no such labels.</returns>
    public static (ulong Address, int Room)? Find(ElfSymbols symbols)
    {
        (ulong? start, ulong? end, ulong size) = (null, null, 0);
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Section == SectionIndex.Undefined)
                continue;
            ReadOnlySpan<byte> name = symbols.Name(symbol.NameOffset);
            if (name.SequenceEqual("kallsyms_table"u8))
                (start, size) = (symbol.Value, symbol.Size);
            else if (name.SequenceEqual("kallsyms_table_end"u8))
                end = symbol.Value;
        }
        return start is ulong from && (end ?? from + size) is ulong to && to - from < ImageTableHeader.MaxSize
            ? (from, (int)(to - from))
            : null;
    }
}
