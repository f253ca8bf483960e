using System.Text;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>Make rules that list the inputs of a link (--dependency-file, -MF).</summary>
static class DependencyList
{
    /// <summary>Removes a name from the output's dependencies, together with its own empty rule.</summary>
    public static byte[] Without(byte[] rules, string name)
    {
        var kept = new List<string>();
        bool afterRule = false;
        foreach (string line in Encoding.Latin1.GetString(rules).Split('\n'))
        {
            string rest = line;
            foreach (string spelling in (string[])[TemporaryNames.Escape(name), name])
                rest = Remove(rest, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(spelling)));
            bool isOwnRule = rest.Trim() == ":" && rest != line;
            if (isOwnRule || afterRule && line.Length == 0)
            {
                afterRule = isOwnRule;
                continue;
            }
            afterRule = false;
            if (rest != line && rest.Trim() is "" or "\\")
            {
                // The last line of a rule was removed: the line before must not continue.
                if (rest.Trim().Length == 0 && kept.Count > 0 && kept[^1].EndsWith('\\'))
                    kept[^1] = kept[^1][..^1].TrimEnd();
                continue;
            }
            kept.Add(rest == line ? line : rest.TrimEnd());
        }
        return Encoding.Latin1.GetBytes(string.Join('\n', kept));
    }

    // Removes whole words only, never the end of another name.
    static string Remove(string line, string word)
    {
        int at = line.IndexOf(word, StringComparison.Ordinal);
        int end = at + word.Length;
        bool whole = at >= 0 && (at == 0 || line[at - 1] == ' ') && (end == line.Length || line[end] is ' ' or ':');
        return whole ? line[..at] + line[end..].TrimStart(' ') : line;
    }
}
