using System.Text;
using System.Text.RegularExpressions;

namespace Kallsyms.Lookup;

/// <summary>Describes names of symbols. "xfs:s_*" is looked for in a module only.</summary>
public sealed class SymbolPattern
{
    // No name is long enough that a pattern would take that long, unless it was made to.
    static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    readonly Regex _names;
    readonly string? _module;

    SymbolPattern(string pattern, string? module, RegexOptions options)
    {
        _names = new(pattern, options | RegexOptions.CultureInvariant, _limit);
        _module = module;
    }

    /// <summary>It is more than a name.</summary>
    public static bool IsPattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny('*', '?') >= 0;
    }

    /// <summary>Takes a name in which * is any text and ? any character.</summary>
    /// <exception cref="KallsymsException">It is too long.</exception>
    public static SymbolPattern FromWildcards(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // "kernel::print::*" is a name of Rust, and in no module.
        int colon = text.Contains("::", StringComparison.Ordinal) ? -1 : text.IndexOf(':');
        string name = Regex.Escape(text[(colon + 1)..])
            .Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        try
        {
            return new($"^{name}$", colon > 0 ? text[..colon] : null, RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException e)
        {
            throw new KallsymsException(ErrorKind.Usage, "the pattern is too long: give fewer characters and fewer *", inner: e);
        }
    }

    /// <summary>Takes a regular expression, which names match anywhere.</summary>
    /// <exception cref="KallsymsException">It is none.</exception>
    public static SymbolPattern FromRegex(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return new(text, null, RegexOptions.None);
        }
        catch (RegexParseException e)
        {
            throw new KallsymsException(ErrorKind.Usage, $"'{text}' is no regular expression: {e.Message}", inner: e);
        }
    }

    /// <summary>True where it describes the symbol: its name, or that as it stands in the source.</summary>
    /// <exception cref="KallsymsException">The expression takes too long.</exception>
    public bool IsMatch(KernelSymbol symbol)
    {
        if (_module is not null && symbol.Module != _module)
            return false;
        Span<char> name = stackalloc char[512];
        ReadOnlySpan<byte> bytes = symbol.Utf8Name;
        try
        {
            bool isMatch = bytes.Length <= name.Length
                ? _names.IsMatch(name[..Encoding.UTF8.GetChars(bytes, name)]) : _names.IsMatch(symbol.Name);
            return isMatch || DemangledSymbols.NameOf(symbol) is { } source && _names.IsMatch(source);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new KallsymsException(ErrorKind.Usage, $"the expression takes too long on {symbol.Name}", inner: e);
        }
    }
}
