using System.Globalization;
using System.Text.RegularExpressions;

namespace Kallsyms.Lookup;

/// <summary>
/// A regular expression with a time limit. The constructors of <see cref="Regex"/> that take a limit also take options, and with those
/// comes the non-backtracking engine, a fiftieth of the native binary, which nothing here needs.
/// </summary>
sealed class BoundedRegex : Regex
{
    BoundedRegex(string pattern, TimeSpan limit) : base(pattern) => internalMatchTimeout = limit;

    /// <summary>Creates an expression; case is culture-invariant.</summary>
    /// <exception cref="RegexParseException">The expression is not valid.</exception>
    public static BoundedRegex Make(string pattern, TimeSpan limit)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return new(pattern, limit);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
