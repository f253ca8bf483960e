namespace Kallsyms.Sources;

/// <summary>Which symbols to accept.</summary>
public enum Trust
{
    /// <summary>
    /// Symbols of a list, of an ELF file without a table, and of a table whose place is proved and which nothing in the image contradicts.
    /// </summary>
    Proved,

    /// <summary>Any symbols; <see cref="SymbolSource.Doubt"/> says why they may be wrong.</summary>
    Any,
}
