using System.Text;
using Kallsyms.Digests;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// A shell script or source file of a kernel tree, identified by what it does: comments, blank lines and blanks do not count, and each
/// function of a script is digested separately.
/// </summary>
static class ScriptText
{
    /// <summary>The name for the code outside of functions.</summary>
    public const string Main = "main";

    /// <summary>
    /// Returns the functions of a script, written in the kernel's style (the closing brace starts a line), and its main part; each as a
    /// digest.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Digests(string script)
    {
        var parts = new Dictionary<string, StringBuilder> { [Main] = new() };
        string current = Main;
        foreach (string line in Lines(script))
        {
            if (current == Main && FunctionName(line) is { } name)
            {
                current = name;
                // The later definition counts; both must be known.
                parts.TryAdd(current, new());
            }
            parts[current].Append(line.Trim()).Append('\n');
            if (current != Main && line.StartsWith('}'))
                current = Main;
        }
        return parts.ToDictionary(part => part.Key, part => Fingerprint(part.Value.ToString()));
    }

    /// <summary>Digests a whole script or C source.</summary>
    public static string Whole(string text) => Fingerprint(string.Join('\n', Lines(WithoutComments(text)).Select(line => line.Trim())));

    // Runs of blanks count as one blank; empty lines are skipped.
    static IEnumerable<string> Lines(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string words = string.Join(' ', line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries));
            if (words.Length > 0 && !IsComment(words))
                yield return words.StartsWith('}') && line[0] != '}' ? " " + words : words;
        }
    }

    static bool IsComment(string words) => words is ['#', ' ' or '!' or '#', ..] or "#";

    static string? FunctionName(string line)
    {
        int end = line.IndexOf("()", StringComparison.Ordinal);
        return end > 0 && line[..end].All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && line[(end + 2)..]
            .Trim() is "" or "{"
            ? line[..end]
            : null;
    }

    static string WithoutComments(string text)
    {
        var rest = new StringBuilder(text.Length);
        int at = 0;
        while (text.IndexOf("/*", at, StringComparison.Ordinal) is >= 0 and var open
            && text.IndexOf("*/", open + 2, StringComparison.Ordinal) is >= 0 and var close)
        {
            rest.Append(text, at, open - at);
            at = close + 2;
        }
        return rest.Append(text, at, text.Length - at).ToString();
    }

    static string Fingerprint(string text) =>
        Convert.ToHexStringLower(Digest.Compute(DigestKind.Sha256, Encoding.UTF8.GetBytes(text)))[..16];
}
