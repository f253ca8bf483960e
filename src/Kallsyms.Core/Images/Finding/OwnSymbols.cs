using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>What the symbol table of an ELF image has to say about a table that was found in it.</summary>
static class OwnSymbols
{
    // So many equal addresses are no chance; an image with fewer symbols needs half of them.
    const int Enough = 8;

    /// <summary>
    /// The section is memory of a module, as in what <c>kallsyms elf</c> makes of a dump: "[xfs].text". A kernel's table does not list what
    /// is in it.
    /// </summary>
    public static bool IsOfModule(ElfSection section) => section.Name.StartsWith('[');

    /// <summary>The image's own symbols, without those of modules; null: it was stripped.</summary>
    /// <exception cref="KallsymsException">Its symbol table is damaged.</exception>
    public static SymbolList? Read(ElfFile image)
    {
        if (image.ReadSymbols() is not { } symbols)
            return null;
        SymbolList all = ElfSymbolReader.Read(image, symbols);
        HashSet<int> modules = [.. image.Sections.Where(IsOfModule).Select(section => section.Index)];
        HashSet<int> filled = [.. image.Sections.Where(IsFilledBss).Select(section => section.Index)];
        SymbolList kernel = modules.Count == 0 ? all
            : all.Select(Enumerable.Range(0, all.Count).Where(i => !modules.Contains(all.Sections[i])).ToArray());
        return filled.Count == 0 ? kernel : kernel.WithTypes(Enumerable.Range(0, kernel.Count).Select(
            i => filled.Contains(kernel.Sections[i]) ? LetterOfBss(kernel.Types[i]) : kernel.Types[i]).ToArray());
    }

    /// <summary>What was zero when the kernel started has bytes in a dump, for which nm has the letter of data.</summary>
    public static bool IsFilledBss(ElfSection section) => section.Type == SectionType.ProgBits
        && (section.Name == ".bss" || section.Name.StartsWith(".bss.", StringComparison.Ordinal));

    static byte LetterOfBss(byte letter) => letter switch { (byte)'d' => (byte)'b', (byte)'D' => (byte)'B', _ => letter };

    /// <summary>The check that an agreement comes to.</summary>
    public static ProofCheck Check(SymbolAgreement agreement)
    {
        int all = agreement.Same + agreement.Elsewhere + agreement.Absent;
        CheckOutcome outcome = agreement.Elsewhere > 0 ? CheckOutcome.Failed
            : agreement.Same >= Math.Min(Enough, (all + 1) / 2) ? CheckOutcome.Passed
            : CheckOutcome.NotApplicable;
        return new(EmbeddedTable.OwnSymbolsCheck, outcome, agreement.ToString(), Decides: outcome == CheckOutcome.Passed);
    }
}
