namespace Kallsyms.Sources;

/// <summary>Which symbols are good enough.</summary>
public enum Trust
{
    /// <summary>Those of a table whose place is proved and which nothing in the image contradicts, and those of a list.</summary>
    Proved,

    /// <summary>Any; <see cref="SymbolSource.Doubt"/> says what speaks against them.</summary>
    Any,
}
