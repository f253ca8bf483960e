using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>What the symbol table of an ELF image has to say about a table that was found in it.</summary>
static class OwnSymbols
{
    // So many equal addresses are no chance; an image with fewer symbols needs half of them.
    const int Enough = 8;

    /// <summary>The image's own symbols; null: it was stripped.</summary>
    /// <exception cref="KallsymsException">Its symbol table is damaged.</exception>
    public static SymbolList? Read(ElfFile image) => image.ReadSymbols() is { } symbols ? ElfSymbolReader.Read(image, symbols) : null;

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
