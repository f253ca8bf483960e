using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>Compares the symbol table of an ELF image with a table found in it.</summary>
static class OwnSymbols
{
    // This many equal addresses are no coincidence; an image with fewer symbols needs half of them.
    const int Enough = 8;

    /// <summary>
    /// Whether a section is memory of a module, as <c>kallsyms elf</c> writes for a dump: "[xfs].text". A kernel's table does not list
    /// its contents.
    /// </summary>
    public static bool IsOfModule(ElfSection section) => section.Name.StartsWith('[');

    /// <summary>Returns the image's own symbols without those of modules; null if it was stripped.</summary>
    /// <exception cref="KallsymsException">The symbol table is damaged.</exception>
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

    /// <summary>
    /// Whether a section was zero when the kernel started and has bytes in a dump, so that nm gives it the letter of data.
    /// </summary>
    public static bool IsFilledBss(ElfSection section) => section.Type == SectionType.ProgBits
        && (section.Name == ".bss" || section.Name.StartsWith(".bss.", StringComparison.Ordinal));

    static byte LetterOfBss(byte letter) => letter switch { (byte)'d' => (byte)'b', (byte)'D' => (byte)'B', _ => letter };

    /// <summary>Returns the check for an agreement.</summary>
    public static ProofCheck Check(SymbolAgreement agreement)
    {
        int all = agreement.Same + agreement.Elsewhere + agreement.Absent;
        CheckOutcome outcome = agreement.Elsewhere > 0 ? CheckOutcome.Failed
            : agreement.Same >= Math.Min(Enough, (all + 1) / 2) ? CheckOutcome.Passed
            : CheckOutcome.NotApplicable;
        return new(EmbeddedTable.OwnSymbolsCheck, outcome, agreement.ToString(), decides: outcome == CheckOutcome.Passed);
    }
}
