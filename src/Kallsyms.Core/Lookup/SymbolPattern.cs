using System.Text;
using System.Text.RegularExpressions;

namespace Kallsyms.Lookup;

/// <summary>Matches symbols by name. "xfs:s_*" matches only within a module.</summary>
public sealed class SymbolPattern
{
    // Only a malicious pattern takes this long on names of realistic length.
    static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    readonly byte[] _wildcards = [];
    readonly Regex? _expression;
    readonly string? _module;

    SymbolPattern(string wildcards, string? module) => (_wildcards, _module) = (Encoding.UTF8.GetBytes(wildcards), module);

    SymbolPattern(Regex expression) => _expression = expression;

    /// <summary>Whether a text is a pattern rather than a name.</summary>
    public static bool IsPattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny('*', '?') >= 0;
    }

    /// <summary>Creates a pattern in which * stands for any text and ? for any character.</summary>
    public static SymbolPattern FromWildcards(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // "kernel::print::*" is a Rust name, not one in a module.
        int colon = text.Contains("::", StringComparison.Ordinal) ? -1 : text.IndexOf(':');
        return new(text[(colon + 1)..], colon > 0 ? text[..colon] : null);
    }

    /// <summary>Creates a pattern from a regular expression, which may match anywhere in a name.</summary>
    /// <exception cref="KallsymsException">The expression is not valid.</exception>
    public static SymbolPattern FromRegex(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return new(BoundedRegex.Make(text, _limit));
        }
        catch (RegexParseException e)
        {
            throw new KallsymsException(ErrorKind.Usage, $"'{text}' is not a regular expression: {e.Message}", inner: e);
        }
    }

    /// <summary>Whether the pattern matches the symbol's name or its demangled form.</summary>
    /// <exception cref="KallsymsException">The expression takes too long.</exception>
    public bool IsMatch(KernelSymbol symbol) => (_module is null || symbol.Module == _module)
        && (IsMatch(symbol.Utf8Name) || DemangledSymbols.NameOf(symbol) is { } source && IsMatch(Encoding.UTF8.GetBytes(source)));

    bool IsMatch(ReadOnlySpan<byte> name)
    {
        if (_expression is null)
            return Wildcards.IsMatch(_wildcards, name);
        Span<char> text = stackalloc char[512];
        try
        {
            return name.Length <= text.Length
                ? _expression.IsMatch(text[..Encoding.UTF8.GetChars(name, text)]) : _expression.IsMatch(Encoding.UTF8.GetString(name));
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new KallsymsException(ErrorKind.Usage, $"the expression takes too long on {Encoding.UTF8.GetString(name)}", inner: e);
        }
    }
}
