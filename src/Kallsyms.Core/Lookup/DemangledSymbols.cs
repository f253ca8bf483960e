using Kallsyms.Demangling;

namespace Kallsyms.Lookup;

/// <summary>Symbols by their names as they stand in the source, of Rust and C++.</summary>
static class DemangledSymbols
{
    /// <summary>The name as it stands in the source; null: it is the name itself.</summary>
    public static string? NameOf(KernelSymbol symbol) =>
        symbol.Utf8Name is [(byte)'_', (byte)'Z' or (byte)'R', ..] ? SymbolDemangler.Demangle(symbol.Name) : null;

    /// <summary>The symbols of such a name, in the order of their addresses; the parameters of C++ may be left out.</summary>
    public static IEnumerable<KernelSymbol> Find(KernelSymbols symbols, string name) => symbols.Where(symbol =>
        NameOf(symbol) is { } source && source.StartsWith(name, StringComparison.Ordinal)
        && (source.Length == name.Length || source[name.Length] == '('));
}
