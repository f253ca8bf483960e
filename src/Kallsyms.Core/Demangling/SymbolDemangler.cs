namespace Kallsyms.Demangling;

/// <summary>
/// Names as they stand in the source, from those that compilers make of them: C++ (the Itanium ABI's, printed as llvm-cxxfilt does) and
/// Rust (legacy and v0, printed as c++filt does). Time and output are bounded by a multiple of the
/// name's length.
/// </summary>
public static class SymbolDemangler
{
    /// <summary>The longest name that is looked at, in characters.</summary>
    internal const int LongestName = 1 << 15;

    /// <summary>The name as it stands in the source.</summary>
    /// <param name="name">A symbol's name.</param>
    /// <returns>Null: it is not a mangled name, or one that is damaged, or too large when it is written out.</returns>
    public static string? Demangle(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Demangle(name, isBare: false);
    }

    /// <summary>The same without what stands around the name of a function of C++: its result, its parameters, const.</summary>
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
