using Kallsyms.Demangling;

namespace Kallsyms.Lookup;

/// <summary>Finds Rust and C++ symbols by their demangled names.</summary>
static class DemangledSymbols
{
    /// <summary>Returns the demangled name; null if the name is not mangled.</summary>
    public static string? NameOf(KernelSymbol symbol) =>
        symbol.Utf8Name is [(byte)'_', (byte)'Z' or (byte)'R', ..] ? SymbolDemangler.Demangle(symbol.Name) : null;

    /// <summary>Returns the symbols of a demangled name in address order; C++ parameters may be omitted.</summary>
    public static IEnumerable<KernelSymbol> Find(KernelSymbols symbols, string name) => symbols.Where(symbol =>
        NameOf(symbol) is { } source && source.StartsWith(name, StringComparison.Ordinal)
        && (source.Length == name.Length || source[name.Length] == '('));
}
