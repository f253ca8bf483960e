using System.Globalization;

namespace Kallsyms;

/// <summary>Formats counts for people: "1 symbol", "2 symbols".</summary>
static class Quantity
{
    /// <summary>Formats a count with its noun.</summary>
    /// <param name="count">The number of things.</param>
    /// <param name="noun">The singular noun, such as "alias" or "entry".</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : Plural(noun))}");

    /// <summary>Formats a count with its noun and verb: "1 symbol differs", "2 symbols differ".</summary>
    /// <param name="count">The number of things.</param>
    /// <param name="noun">The singular noun.</param>
    /// <param name="verb">The singular verb: "differs".</param>
    /// <param name="verbs">The plural verb: "differ".</param>
    public static string Of(long count, string noun, string verb, string verbs) => $"{Of(count, noun)} {(count == 1 ? verb : verbs)}";

    static string Plural(string noun) => noun[^1] switch
    {
        's' => noun + "es",
        'y' => noun[..^1] + "ies",
        _ => noun + "s",
    };
}
