namespace Kallsyms.Tests.Manual;

/// <summary>Descriptions, cut and dressed for the places where they stand.</summary>
static class Sentences
{
    /// <summary>The first sentence without its full stop, beginning small: "run a linker and leave an image ...".</summary>
    public static string First(string text)
    {
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        string first = (end < 0 ? text : text[..end]).TrimEnd('.');
        return char.ToLowerInvariant(first[0]) + first[1..];
    }

    /// <summary>The first clause: up to a colon or a semicolon.</summary>
    public static string Clause(string text) => First(text).Split(": ")[0].Split("; ")[0];

    /// <summary>Begins large and ends with a full stop.</summary>
    public static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}
