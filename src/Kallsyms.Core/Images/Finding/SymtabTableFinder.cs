using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>Finds the table of an ELF image that was not stripped: labels locate it, whatever its size.</summary>
static class SymtabTableFinder
{
    /// <summary>
    /// Returns the reading that agrees best with the image's own symbols, which is proved if none of them contradicts it; null if there
    /// are no labels.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="own">Its own symbols.</param>
    /// <exception cref="KallsymsException">The labels lead to no table, or to a damaged one.</exception>
    public static EmbeddedTable? Find(ElfFile image, SymbolList own)
    {
        if (TableLabels.Find(image, own) is not { } labels)
            return null;
        TableBytes bytes = labels.Read();
        (TableSpec Spec, SymbolList Symbols, SymbolAgreement Agreement)? best = null;
        foreach ((TableSpec spec, SymbolList symbols) in TableDetector.ReadAll(image.Format, image.Header.Machine, bytes))
        {
            SymbolAgreement agreement = SymbolAgreement.Compare(symbols, own);
            if (best is null || agreement.Same > best.Value.Agreement.Same)
                best = (spec, symbols, agreement);
            // With counters of the wrong width any table appears empty, so that no symbol is wrong.
            if (symbols.Count > 0 && agreement.Same == symbols.Count)
                break;
        }
        (TableSpec form, SymbolList found, SymbolAgreement agreed) = best!.Value;
        ProofCheck[] checks =
        [
            new("labels", CheckOutcome.Passed, "the image's symbol table has the kallsyms labels", decides: false),
            OwnSymbols.Check(agreed),
        ];
        return new(Plausible(form), bytes, found, Places(labels, bytes, form), new(checks))
        {
            OwnSymbols = own,
            IsLabelled = true,
            Range = (0, image.Source.Length),
            Neighbourhood = (0, image.Source.Length),
            BannerOffset = new WellKnownSymbols(own)["linux_banner"] is ulong banner ? image.OffsetOf(banner) : null,
        };
    }

    // Several releases read a table in the same way; name one that could have written it.
    static TableSpec Plausible(TableSpec spec) => KernelRelease.All.FirstOrDefault(spec.IsOf) is { } release ? spec.WrittenBy(release)
        : spec;

    static (long, long)?[] Places(TableLabels table, TableBytes bytes, TableSpec spec) => Enum.GetValues<SubTable>()
        .Select(part => spec.Order.Contains(part) && bytes.Has(part) ? (table.Offset(part), (long)bytes.From(part).Length)
            : ((long, long)?)null).ToArray();
}
