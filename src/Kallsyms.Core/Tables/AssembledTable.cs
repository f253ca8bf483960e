using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>Reads a table object that an assembler made from text, or that <see cref="ElfObjectWriter"/> wrote.</summary>
static class AssembledTable
{
    /// <summary>Returns what it puts into an image; null if it contains anything unknown or unrelated to a table.</summary>
    /// <param name="file">A relocatable object.</param>
    public static TableListing? Read(ElfFile file)
    {
        if (file.ReadSymbols() is not { } symbols || Home(file, symbols) is not { } home)
            return null;
        bool isAlone = file.Sections.All(section => section == home || section.Size == 0 || section.Name == ".note.gnu.property"
            || section.Type is not (SectionType.ProgBits or SectionType.NoBits or SectionType.Note));
        SectionFlags writable = home.Name.StartsWith(".data", StringComparison.Ordinal) ? SectionFlags.Write : SectionFlags.None;
        bool isUsual = home.Type == SectionType.ProgBits && home.Flags == (SectionFlags.Alloc | writable);
        byte[] contents = file.Read(home);
        bool hasLabelsOnly = Enumerable.Range(1, symbols.Count - 1).All(i => IsUsual(symbols, symbols[i]));
        return isAlone && isUsual && hasLabelsOnly && Words(file, symbols, home, contents) is { } words
            ? new(home.Name, (int)home.Alignment, contents, Labels(symbols, home), words)
            : null;
    }

    /// <summary>The section of an object's global symbols, and these; null if they are in several sections, or there are none.</summary>
    public static (ElfSection Home, ObjectLabel[] Labels)? LabelsOf(ElfFile file) =>
        file.ReadSymbols() is { } symbols && Home(file, symbols) is { } home ? (home, Labels(symbols, home)) : null;

    /// <summary>Whether two objects put exactly the same bytes into an image.</summary>
    public static bool AreSame(TableListing? one, TableListing other) =>
        one is not null && one.Contents.Length == other.Contents.Length && one.DifferenceFrom(other) is null;

    // Labels as assemblers have them, and what assemblers add by themselves: anything else is found in the image as well.
    static bool IsUsual(ElfSymbols symbols, ElfSymbol symbol) => symbol.Type == SymbolType.Section
        || symbol.Type == SymbolType.NoType && (symbol.Binding == SymbolBinding.Global ? (symbol.Other & 3) == 0
            : symbol.Binding == SymbolBinding.Local && symbols.Text(symbol.NameOffset) is "" or ['$', ..] or ['.', 'L', ..]);

    // The section of all global symbols; null if there are several.
    static ElfSection? Home(ElfFile file, ElfSymbols symbols)
    {
        int home = SectionIndex.Undefined;
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Binding == SymbolBinding.Local || symbol.Section == SectionIndex.Undefined)
                continue;
            if (home != SectionIndex.Undefined && symbol.Section != home)
                return null;
            home = symbol.Section;
        }
        return home != SectionIndex.Undefined && (uint)home < (uint)file.Sections.Count ? file.Sections[home] : null;
    }

    static ObjectLabel[] Labels(ElfSymbols symbols, ElfSection home) =>
        Enumerable.Range(1, symbols.Count - 1).Select(i => symbols[i])
            .Where(symbol => symbol.Section == home.Index && symbol.Binding != SymbolBinding.Local)
            .Select(symbol => new ObjectLabel(symbols.Text(symbol.NameOffset), (long)symbol.Value, (long)symbol.Size))
            .OrderBy(label => label.Offset).ToArray();

    // Implicit addends of relocations are taken out of the contents.
    static List<TableWord>? Words(ElfFile file, ElfSymbols symbols, ElfSection home, byte[] contents)
    {
        RelocationTypes types = file.Header.Machine.Row().RequireRelocations(file.Format, file.Header.Flags);
        var words = new List<TableWord>();
        foreach (ElfSection section in file.Sections)
        {
            if (section.Type is not (SectionType.Rel or SectionType.Rela) || section.Info != home.Index)
                continue;
            bool inPlace = section.Type == SectionType.Rel || types.AddendsInPlace;
            foreach (ElfRelocation entry in file.ReadRelocations(section).OrderBy(entry => entry.Offset))
            {
                int width = entry.Type == types.Word ? file.Format.WordSize : 4;
                if ((uint)entry.Symbol >= (uint)symbols.Count || contents.Length < width || entry.Offset > (ulong)(contents.Length - width))
                    return null;
                int offset = (int)entry.Offset;
                ElfSymbol symbol = symbols[entry.Symbol];
                if (types.IsSecondHalf(entry.Type))
                {
                    // The subtracted symbol is a place in the section, which need not be the start of the word itself.
                    if (symbol.Section != home.Index || words is not [.., { FromPlace: true } first] || first.Offset != offset)
                        return null;
                    words[^1] = first with { Addend = first.Addend - (long)symbol.Value - entry.Addend + offset };
                    continue;
                }
                if (symbol.Section != SectionIndex.Undefined)
                    return null;
                // If the relocation has an explicit addend, the linker overwrites the word's contents.
                long there = Take(file.Format, contents, offset, width);
                long addend = entry.Addend + (inPlace ? there : 0);
                string name = symbols.Text(symbol.NameOffset);
                if (entry.Type == types.Word)
                    words.Add(new(offset, width, name, addend, FromPlace: false));
                else if (entry.Type == types.Place32 && types.Place32 != 0)
                    words.Add(new(offset, width, name, addend - types.PlaceBias, FromPlace: true));
                else if (entry.Type == types.Add32 && types.Add32 != 0)
                    words.Add(new(offset, width, name, addend, FromPlace: true));
                else
                    return null;
            }
        }
        return words;
    }

    static long Take(ElfFormat format, byte[] contents, int offset, int width)
    {
        long value = width == 8 ? (long)format.U64(contents, offset) : (int)format.U32(contents, offset);
        contents.AsSpan(offset, width).Clear();
        return value;
    }
}
