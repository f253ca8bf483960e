using System.Text.RegularExpressions;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// A tree's script with another path for scripts/kallsyms where it calls that, and nothing else changed: a script may also make a sum of
/// the tool, or write its name into a list of dependencies.
/// </summary>
static partial class ScriptCopy
{
    /// <summary>The text; null where the script does not call the tool by a path that is understood.</summary>
    /// <param name="script">The script's text.</param>
    /// <param name="tool">The path to call instead.</param>
    internal static string? Of(string script, string tool)
    {
        // A script that looks for itself would find the copy.
        if (script.Contains("BASH_SOURCE", StringComparison.Ordinal))
            return null;
        string copy = Tool().Replace(script, _ => tool);
        return copy == script ? null : copy;
    }

    // What a command stands behind: the beginning of a line that continues no other, a separator, a word of the shell's, a case. In
    // front of it there may be variables and programs that start others.
    const string Words = """(?<![\w./-])(?:then|do|else|elif|if|while|until)(?![\w./-])""";
    const string Begin = $"(?:(?<!\\\\\\n)^|[;&|({{`!]|{Words}|^[ \\t]*[^\\s()$]+\\))";
    const string Blank = """(?:[ \t]|\\\n)""";
    const string Variable = """\w+=(?:"[^"]*"|'[^']*'|[^\s"';&|])*""";
    const string Starter = $"(?:env|nice|ionice|time|timeout|exec|command)(?:{Blank}+(?:-[-\\w=.]*|[0-9]+[smhd]?))*";
    const string Before = $"{Begin}{Blank}*(?:(?:{Variable}|{Starter}){Blank}+)*[\"']?";

    [GeneratedRegex($@"(?<={Before})(?:\./|\$\{{?objtree\}}?/)?scripts/kallsyms(?=$|[\s;&|)`""'])", RegexOptions.Multiline)]
    private static partial Regex Tool();
}
