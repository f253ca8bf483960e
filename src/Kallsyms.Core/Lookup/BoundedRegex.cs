using System.Globalization;
using System.Text.RegularExpressions;

namespace Kallsyms.Lookup;

/// <summary>
/// A regular expression that gives up after a time. The constructors of <see cref="Regex"/> that take a time take options too, and with
/// those the engine that never goes back, a fiftieth of the native binary, which nothing here asks for.
/// </summary>
sealed class BoundedRegex : Regex
{
    BoundedRegex(string pattern, TimeSpan limit) : base(pattern) => internalMatchTimeout = limit;

    /// <summary>Takes an expression; letters have the cases of no language.</summary>
    /// <exception cref="RegexParseException">It is none.</exception>
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
