using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>A table located by the kallsyms labels in an ELF image's symbol table.</summary>
sealed class TableLabels
{
    readonly ulong?[] _labels;

    TableLabels(ElfFile image, ulong?[] labels) => (Image, _labels) = (image, labels);

    /// <summary>The image.</summary>
    public ElfFile Image { get; }

    /// <summary>Finds the labels; returns null if the image has none of them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="symbols">Its symbols.</param>
    public static TableLabels? Find(ElfFile image, SymbolList symbols)
    {
        byte[][] names = [.. Enum.GetValues<SubTable>().Select(part => Encoding.ASCII.GetBytes(part.Label()))];
        var labels = new ulong?[SubTables.Count];
        bool any = false;
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
            if (!name.StartsWith("kallsyms_"u8) || symbols.IsUndefined(i))
                continue;
            int part = Array.FindIndex(names, label => label.AsSpan().SequenceEqual(symbols.Name(i)));
            if (part < 0)
                continue;
            labels[part] = symbols.Addresses[i];
            any = true;
        }
        return any ? new(image, labels) : null;
    }

    /// <summary>Returns the table at the same addresses in another reading of the image.</summary>
    public TableLabels In(ElfFile image) => new(image, _labels);

    /// <summary>Returns the memory address of a sub-table, or null.</summary>
    public ulong? Address(SubTable part) => _labels[(int)part];

    /// <summary>Returns the file offset of the byte at a sub-table's label.</summary>
    /// <exception cref="KallsymsException">The image lacks the label, or nothing is loaded there from the file.</exception>
    public long Offset(SubTable part)
    {
        ulong address = Address(part) ?? throw Missing(part);
        return Image.OffsetOf(address)
            ?? throw new KallsymsException(ErrorKind.Unreadable, $"{part.Label()} at 0x{address:x} is not in the file", Image.Name);
    }

    /// <summary>
    /// Reads the bytes from every label on: up to the next label, and from the last one as many as its entries can take. Addresses are
    /// those after loading the image where it was linked for.
    /// </summary>
    public TableBytes Read()
    {
        DynamicRelocations loader = DynamicRelocations.Read(Image);
        var bytes = new TableBytes(Image.Name);
        (SubTable Part, ulong Address)[] present = Enum.GetValues<SubTable>()
            .Where(part => Address(part) is not null)
            .Select(part => (part, Address(part)!.Value))
            .OrderBy(part => part.Item2).ToArray();
        for (int i = 0; i < present.Length; i++)
        {
            (SubTable part, ulong address) = present[i];
            long size = Room(address);
            if (i + 1 < present.Length)
                size = (long)Math.Min((ulong)size, present[i + 1].Address - address);
            else if (bytes.Has(SubTable.NumSyms))
                size = Math.Min(size, Math.Max(TokenTable.Size * 2, SymbolCountBound(bytes) * 8));
            byte[] content = Image.Source.Read(Offset(part), size);
            if (part is SubTable.Addresses or SubTable.RelativeBase)
                loader.Apply(address, content);
            bytes.Set(part, address, content);
        }
        return bytes;
    }

    // Whether the count has 32 or 64 bits is not known yet; the larger reading is a bound.
    long SymbolCountBound(TableBytes bytes)
    {
        ReadOnlySpan<byte> field = bytes.From(SubTable.NumSyms);
        ulong count = field.Length < 4 ? 0 : Image.Format.U32(field, 0);
        if (field.Length >= 8)
            count = Math.Max(count, Image.Format.U64(field, 0));
        return (long)Math.Min(count, int.MaxValue / 8);
    }

    // Bytes from an address to the end of the section or segment that contains it.
    long Room(ulong address)
    {
        foreach (ElfSection section in Image.Sections)
        {
            if ((section.Flags & SectionFlags.Alloc) != 0 && section.Type != SectionType.NoBits && section.Covers(address))
                return section.Size - (long)(address - section.Address);
        }
        foreach (ElfSegment segment in Image.Segments)
        {
            if (segment.HasByteOf(address))
                return segment.FileSize - (long)(address - segment.Address);
        }
        return 0;
    }

    KallsymsException Missing(SubTable part) => new(ErrorKind.Unreadable, $"has no symbol {part.Label()}", Image.Name);
}
