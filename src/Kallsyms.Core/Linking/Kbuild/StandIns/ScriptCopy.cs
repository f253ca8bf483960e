using System.Text.RegularExpressions;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>A tree's script with another path for scripts/kallsyms, and nothing else changed.</summary>
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
        string copy = Tool().Replace(script, tool.Replace("$", "$$", StringComparison.Ordinal));
        return copy == script ? null : copy;
    }

    [GeneratedRegex(@"(?<=^|[\s;&|(`""'])(?:\./|\$\{?objtree\}?/)?scripts/kallsyms(?=$|[\s;&|)`""'])", RegexOptions.Multiline)]
    private static partial Regex Tool();
}
