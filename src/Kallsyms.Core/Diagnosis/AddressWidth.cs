using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// How many digits the addresses of lists have. nm prints those of some 32-bit machines (MIPS) sign-extended to 64 bits; images and tables
/// do not have them so.
/// </summary>
static class AddressWidth
{
    /// <summary>The lists, with sign-extended addresses cut to 32 bits where one of the others has the same in 32 bits.</summary>
    public static IReadOnlyList<SymbolSnapshot> Unify(IReadOnlyList<SymbolSnapshot> passes)
    {
        // Of an empty list it is not known.
        if (passes.FirstOrDefault(pass => !pass.Wide && pass.Symbols.Count > 0) is not { } narrow)
            return [.. passes.Select(pass => pass.Symbols.Count > 0 ? pass : pass with { Wide = true })];
        var lookup = new Lazy<NameLookup>(() => new(narrow.Symbols));
        return
        [
            .. passes.Select(pass => pass.Symbols.Count == 0 ? pass with { Wide = false }
                : pass.Wide && pass.Symbols.WithoutSignExtension() is { } cut && AreOfOneKernel(cut, narrow.Symbols, lookup.Value)
                ? pass with { Wide = false, Symbols = cut, Map = pass.Map?.WithoutSignExtension() } : pass),
        ];
    }

    // Where a kernel starts, no two passes differ; and what was sign-extended lies in the upper half.
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
