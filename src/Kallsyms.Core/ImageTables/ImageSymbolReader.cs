using System.Text;
using Kallsyms.Demangling;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.ImageTables;

/// <summary>The entries of an image's table, and what was left out.</summary>
/// <param name="Entries">Symbols and ends of stretches in table order.</param>
/// <param name="Aliases">The number of names left out because their address has a better one.</param>
/// <param name="Cut">The number of names that were truncated.</param>
/// <param name="Unused">A line for each part of the choice that matches no symbol.</param>
sealed record ImageSymbols(IReadOnlyList<ImageSymbol> Entries, int Aliases, int Cut, IReadOnlyList<string> Unused);

/// <summary>
/// Reads the entries of a table from a linked image. Section symbols, files, mapping symbols and thread-local ones are not included.
/// </summary>
static class ImageSymbolReader
{
    /// <summary>Returns the chosen symbols, and the end of a stretch after each of their sections.</summary>
    /// <param name="image">The image.</param>
    /// <param name="symbols">Its symbol table.</param>
    /// <param name="choice">Which symbols to include.</param>
    public static ImageSymbols Read(ElfFile image, ElfSymbols symbols, ImageSymbolChoice choice)
    {
        MachineRow machine = image.Header.Machine.Row();
        bool[] takes = image.Sections.Select(choice.TakesSection).ToArray();
        byte[] letters = image.Sections.Select(section => TypeLetter.OfSection(section, machine)).ToArray();
        var chosen = new List<Candidate>();
        var use = new ChoiceUse(choice);
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if ((uint)symbol.Section >= (uint)takes.Length || symbol.Section == SectionIndex.Undefined || !takes[symbol.Section]
                || symbol.Type is SymbolType.Section or SymbolType.File or SymbolType.ThreadLocal)
            {
                continue;
            }
            ReadOnlySpan<byte> name = symbols.Name(symbol.NameOffset);
            byte letter = TypeLetter.Of(symbol, letters[symbol.Section], machine);
            if (name.IsEmpty || MappingSymbol.Is(machine, name) || !choice.KeepsAliases && ImageTableObject.IsLabel(name))
                continue;
            use.Saw(letter, name);
            if (!choice.TakesSymbol(symbol, letter, name))
                continue;
            byte[] stored = choice.Demangles ? Demangled(name) : Printable(name);
            chosen.Add(new(new(ElfSymbolReader.Address(machine, symbol), letter, stored, symbol.Size), symbol.Section,
                ImageSymbolChoice.IsFunction(symbol)));
        }
        chosen.Sort(Compare);
        int all = chosen.Count;
        if (!choice.KeepsAliases)
            chosen = [.. chosen.Where((candidate, i) => i == 0 || candidate.Symbol.Address != chosen[i - 1].Symbol.Address)];
        int cut = choice.MaxName == 0 ? 0 : chosen.Count(candidate => candidate.Symbol.Name.Length > choice.MaxName);
        ImageSymbol[] entries =
        [
            .. chosen.Select(candidate => candidate.Section).Distinct()
                .Select(section => ImageSymbol.Gap(image.Sections[section].Address + (ulong)image.Sections[section].Size)),
            .. chosen.Select(candidate => candidate.Symbol with { Name = LongNames.Cut(candidate.Symbol.Name, choice.MaxName) }),
        ];
        // Stable, so that ends of stretches stay before symbols at the same address.
        return new(entries.OrderBy(entry => entry.Address).ToArray(), all - chosen.Count, cut, use.Unused(image));
    }

    static byte[] Printable(ReadOnlySpan<byte> name)
    {
        byte[] printable = name.ToArray();
        foreach (ref byte value in printable.AsSpan())
            value = value < TypeCode.FirstOfNames ? (byte)'?' : value;
        return printable;
    }

    /// <summary>Returns a demangled name without parameters, or the name itself if it is not mangled.</summary>
    public static byte[] Demangled(ReadOnlySpan<byte> name) =>
        SymbolDemangler.DemangleBare(Encoding.UTF8.GetString(name)) is { } plain ? Encoding.UTF8.GetBytes(plain) : Printable(name);

    // The best name of an address comes first: a function's, not weak, not apparently linker-made, with few leading underscores.
    static int Compare(Candidate a, Candidate b)
    {
        int order = a.Symbol.Address.CompareTo(b.Symbol.Address);
        if (order == 0)
            order = b.IsFunction.CompareTo(a.IsFunction);
        if (order == 0)
            order = a.Rank.CompareTo(b.Rank);
        return order != 0 ? order : a.Symbol.Name.Span.SequenceCompareTo(b.Symbol.Name.Span);
    }

    sealed record Candidate(ImageSymbol Symbol, int Section, bool IsFunction)
    {
        public long Rank { get; } = TableOrder.Rank(Symbol.Type, Symbol.Name.Span, SortChain.Full);
    }
}
