using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>
/// The table of an ELF image that was not stripped: labels say where it is, whatever its size, and the symbol table says what it should
/// contain.
/// </summary>
static class LabelledTable
{
    // As good as all of them, at a fraction of the time.
    const int Sample = 4096;

    /// <summary>The reading that agrees with the symbol table; null: there are no labels, or none does.</summary>
    public static EmbeddedTable? Find(ElfFile image)
    {
        SymbolList known;
        ImageTable? table;
        TableBytes bytes;
        try
        {
            if (!image.Sections.Any(section => section.Type == SectionType.SymbolTable))
                return null;
            known = ElfSymbolReader.Read(image);
            table = ImageTable.Find(image, known);
            if (table is null)
                return null;
            bytes = table.Read();
            foreach ((TableSpec spec, SymbolList symbols) in TableDetector.ReadAll(image.Format, image.Header.Machine, bytes))
            {
                if (Agree(known, symbols) is var (right, tried) && right * 2 >= tried)
                    return new(Plausible(spec), symbols, Places(table, bytes, spec), new(Checks(right, tried))) { RelativeBase = RelativeBase(spec, bytes) };
            }
        }
        catch (KallsymsException)
        {
            // Damaged, or labels that lead nowhere: the bytes are searched instead.
        }
        return null;
    }

    // Several releases read a table alike; one is named that could have written it.
    static TableSpec Plausible(TableSpec spec) =>
        Layout.Releases.FirstOrDefault(layout => layout.Knows(spec.Encoding, spec.Machine) && layout.AddressesFirst == spec.Layout.AddressesFirst
            && layout.HasSeqs == spec.Layout.HasSeqs && layout.WideCounters == spec.Layout.WideCounters && layout.TwoByteLengths == spec.Layout.TwoByteLengths)
            is { } layout ? new(layout, spec.Format, spec.Machine, spec.Encoding) : spec;

    static (int Right, int Tried) Agree(SymbolList known, SymbolList symbols)
    {
        var names = new NameLookup(known);
        int step = Math.Max(1, symbols.Count / Sample);
        int right = 0;
        int tried = 0;
        for (int i = 0; i < symbols.Count; i += step, tried++)
            right += names.Has(symbols.Name(i), symbols.Addresses[i]) ? 1 : 0;
        return (right, tried);
    }

    static ProofCheck[] Checks(int right, int tried) =>
    [
        new("labels", CheckOutcome.Passed, "the image's symbol table has the kallsyms labels", Decides: false),
        new("symtab", CheckOutcome.Passed, $"{right} of {tried} symbols are in the image's symbol table, at the same address", Decides: true),
    ];

    static (long, long)?[] Places(ImageTable table, TableBytes bytes, TableSpec spec) => [.. Enum.GetValues<SubTable>()
        .Select(part => spec.Order.Contains(part) && bytes.Has(part) ? (table.Offset(part), (long)bytes.From(part).Length) : ((long, long)?)null)];

    static ulong RelativeBase(TableSpec spec, TableBytes bytes) =>
        bytes.Has(SubTable.RelativeBase) ? spec.Format.Word(bytes.Exactly(SubTable.RelativeBase, spec.Format.WordSize), 0) : 0;
}
