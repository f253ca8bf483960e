using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Unifies the order of symbols of one address, where a list's own is not known.</summary>
static class EqualOrder
{
    /// <summary>Returns the lists, all in the order of nm -n if one has lost its own: no order can then be compared.</summary>
    public static IReadOnlyList<SymbolSnapshot> Unify(IReadOnlyList<SymbolSnapshot> passes) => passes.All(pass => pass.HasOrder) ? passes
        : [.. passes.Select(pass => pass with
        {
            Symbols = NumericOrder.Sort(pass.Symbols),
            Map = pass.Map is null ? null : NumericOrder.Sort(pass.Map),
        })];
}
