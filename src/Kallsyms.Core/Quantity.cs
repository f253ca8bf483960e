using System.Globalization;

namespace Kallsyms;

/// <summary>Numbers of things in texts for people: "1 symbol", "2 symbols".</summary>
static class Quantity
{
    /// <summary>A number and what is counted.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">Name of one: "alias", "entry".</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : Plural(noun))}");

    /// <summary>The same with what they do, which is said of one: "1 symbol differs", "2 symbols differ".</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">Name of one.</param>
    /// <param name="verb">What one does: "differs".</param>
    /// <param name="verbs">What several do: "differ".</param>
    public static string Of(long count, string noun, string verb, string verbs) => $"{Of(count, noun)} {(count == 1 ? verb : verbs)}";

    static string Plural(string noun) => noun[^1] switch
    {
        's' => noun + "es",
        'y' => noun[..^1] + "ies",
        _ => noun + "s",
    };
}
