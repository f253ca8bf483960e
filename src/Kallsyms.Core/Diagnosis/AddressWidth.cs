using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Unifies the width of addresses in lists. nm sign-extends those of some 32-bit machines (MIPS) to 64 bits; images and tables do not.
/// </summary>
static class AddressWidth
{
    /// <summary>
    /// Returns the lists, with sign-extended addresses cut to 32 bits if another list has the same addresses in 32 bits. A list that does
    /// not tell its width has that of the others.
    /// </summary>
    public static IReadOnlyList<SymbolSnapshot> Unify(IReadOnlyList<SymbolSnapshot> passes)
    {
        SymbolSnapshot? known = passes.Where(IsTelling).MinBy(pass => pass.Wide);
        bool isWide = (known ?? passes.FirstOrDefault(pass => pass.Symbols.Count > 0))?.Wide ?? true;
        passes = [.. passes.Select(pass => IsTelling(pass) ? pass : pass with { Wide = isWide, IsWidthKnown = true })];
        if (isWide || known is null)
            return passes;
        var lookup = new Lazy<NameLookup>(() => new(known.Symbols));
        return
        [
            .. passes.Select(pass => pass.Wide && pass.Symbols.WithoutSignExtension() is { } cut
                && AreOfOneKernel(cut, known.Symbols, lookup.Value)
                ? pass with { Wide = false, Symbols = cut, Map = pass.Map?.WithoutSignExtension() } : pass),
        ];
    }

    static bool IsTelling(SymbolSnapshot pass) => pass.IsWidthKnown && pass.Symbols.Count > 0;

    // Two passes do not differ where a kernel starts, and sign-extended addresses lie in the upper half.
    static bool AreOfOneKernel(SymbolList cut, SymbolList narrow, NameLookup lookup)
    {
        for (int i = 0; i < cut.Count; i++)
        {
            if (cut.Addresses[i] > int.MaxValue && lookup.Find(cut.Name(i)) is >= 0 and int same
                && narrow.Addresses[same] == cut.Addresses[i])
                return true;
        }
        return false;
    }
}
