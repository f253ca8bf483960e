namespace Kallsyms.Demangling;

/// <summary>
/// Demangles C++ names (Itanium ABI, printed as llvm-cxxfilt does) and Rust names (legacy and v0, printed as c++filt does). Time and
/// output are bounded by a multiple of the name's length.
/// </summary>
public static class SymbolDemangler
{
    /// <summary>The longest name that is demangled, in characters.</summary>
    internal const int LongestName = 1 << 15;

    /// <summary>Demangles a name.</summary>
    /// <param name="name">A symbol's name.</param>
    /// <returns>The name as written in the source, or null if it is not mangled, is damaged, or would expand too far.</returns>
    public static string? Demangle(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Demangle(name, isBare: false);
    }

    /// <summary>Demangles a name without a C++ function's result type, parameters and qualifiers.</summary>
    internal static string? DemangleBare(string name) => Demangle(name, isBare: true);

    static string? Demangle(string name, bool isBare)
    {
        if (name.Length is < 3 or > LongestName || name[0] != '_')
            return null;
        return name[1] switch
        {
            'R' => RustV0Name.Demangle(name),
            'Z' => RustLegacyName.Demangle(name) ?? ItaniumName.Demangle(name, isBare),
            _ => null,
        };
    }
}
