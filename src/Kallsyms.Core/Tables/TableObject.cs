using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>Makes objects that carry a table: a finished one, or a placeholder that only reserves room for one.</summary>
static class TableObject
{
    /// <summary>The symbol that the kernel's own tool expresses addresses relative to.</summary>
    public const string TextSymbol = "_text";

    /// <summary>
    /// Makes an object with a finished table. Address-dependent words are expressed relative to _text and left to the linker, as by the
    /// kernel's tool.
    /// </summary>
    public static ElfObject Finished(Table table, ElfTarget target)
    {
        TableSpec spec = table.Spec;
        ulong text = table.Symbols.Text ?? 0;
        SymbolList list = table.Symbols.List;
        long? Addend(int i) => spec.Encoding == AddressEncoding.Absolute && AddressEntries.IsPlain(table, i) ? null
            : (long)(list.Addresses[i] - text);
        List<ObjectRelocation> relocations = Relocations(
            spec, target.Relocations, table.Sizes, TextSymbol, Addend, (long)(table.RelativeBase - text), placeRelative: true);

        ElfObject finished = Reserve(spec, target, table.Sizes, relocations);
        (int[] offsets, _) = table.Sizes.Place(spec);
        foreach (SubTable part in spec.Order)
            table.Write(part, finished.Contents.AsSpan(offsets[(int)part], table.Sizes[part]), 0);
        foreach (ObjectRelocation entry in relocations)
            finished.Contents.AsSpan((int)entry.Offset, entry.Type == target.Relocations.Word ? spec.Format.WordSize : 4).Clear();
        return finished;
    }

    /// <summary>
    /// Makes an object that reserves room for a table, all zeros, with those relocations whose traces must be in the final image.
    /// </summary>
    /// <param name="spec">The table's form.</param>
    /// <param name="target">Machine and format.</param>
    /// <param name="room">The room for each sub-table in bytes.</param>
    /// <param name="anchor">The symbol that relocations refer to.</param>
    /// <param name="keepsRelocations">Whether the linker copies relocations to the image (--emit-relocs).</param>
    /// <param name="asKernel">Whether a linker script places the table, so that it goes where the kernel's own tool puts it.</param>
    public static ElfObject Placeholder(
        TableSpec spec, ElfTarget target, TableSizes room, string anchor, bool keepsRelocations, bool asKernel)
    {
        List<ObjectRelocation> relocations = Relocations(spec, target.Relocations, room, anchor, _ => 0, 0, keepsRelocations);
        // Linkers refuse addresses in read-only sections of position-independent images; only kernels relocate those themselves.
        bool hasAddresses = relocations.Any(entry => entry.Type == target.Relocations.Word);
        ElfObject placeholder = Reserve(spec, target, room, relocations);
        // A finished table has relocations there.
        if (asKernel && anchor == TextSymbol && spec.Encoding == AddressEncoding.PlaceRelative && room[spec.AddressTable] > 0)
            placeholder = placeholder with { Mentions = [(anchor, room.Place(spec).Offsets[(int)spec.AddressTable])] };
        return asKernel || !hasAddresses ? placeholder : placeholder with { Section = ".data.rel.ro" };
    }

    static List<ObjectRelocation> Relocations(
        TableSpec spec, RelocationTypes types, TableSizes room, string symbol, Func<int, long?> addend, long baseAddend, bool placeRelative)
    {
        (int[] offsets, _) = room.Place(spec);
        bool relocated = spec.Encoding == AddressEncoding.Absolute
            ? spec.TableFormat.Plain != PlainAddresses.All
            : spec.Encoding == AddressEncoding.PlaceRelative && placeRelative;
        int count = relocated ? room[spec.AddressTable] / spec.EntrySize : 0;
        var list = new List<ObjectRelocation>(count + 1);
        if (spec.Encoding is AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute)
            list.Add(new(offsets[(int)SubTable.RelativeBase], types.Word, symbol, baseAddend));
        for (int i = 0; i < count; i++)
        {
            if (addend(i) is not long distance)
                continue;
            int offset = offsets[(int)spec.AddressTable] + i * spec.EntrySize;
            if (spec.Encoding == AddressEncoding.Absolute)
            {
                list.Add(new(offset, types.Word, symbol, distance));
            }
            else if (types.Place32 != 0)
            {
                list.Add(new(offset, types.Place32, symbol, distance + types.PlaceBias));
            }
            else
            {
                // The slot's offset in its sub-table goes into the addition: GNU ld would add the addend of a subtraction, not subtract it.
                list.Add(new(offset, types.Add32, symbol, distance - (long)i * spec.EntrySize));
                list.Add(new(offset, types.Sub32, spec.AddressTable.Label(), 0));
            }
        }
        return list;
    }

    static ElfObject Reserve(TableSpec spec, ElfTarget target, TableSizes sizes, List<ObjectRelocation> relocations)
    {
        (int[] offsets, int end) = sizes.Place(spec);
        ObjectLabel[] labels = spec.Order.Select(part => new ObjectLabel(
            part.Label(), offsets[(int)part], spec.TableFormat.SizedLabels.Contains(part) ? sizes[part] : 0)).ToArray();
        return new(target, spec.TableFormat.Section, spec.Alignment, new byte[end], labels, relocations);
    }
}
