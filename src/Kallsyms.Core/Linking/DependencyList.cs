using System.Text;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>Rules for make that name the inputs of a link (--dependency-file, -MF).</summary>
static class DependencyList
{
    /// <summary>Takes a name out: it stands among what the output depends on, and has an empty rule of its own.</summary>
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
                // The last of several lines: the one before goes on no more.
                if (rest.Trim().Length == 0 && kept.Count > 0 && kept[^1].EndsWith('\\'))
                    kept[^1] = kept[^1][..^1].TrimEnd();
                continue;
            }
            kept.Add(rest == line ? line : rest.TrimEnd());
        }
        return Encoding.Latin1.GetBytes(string.Join('\n', kept));
    }

    // Only as a whole word: the end of another name it is not.
    static string Remove(string line, string word)
    {
        int at = line.IndexOf(word, StringComparison.Ordinal);
        int end = at + word.Length;
        bool whole = at >= 0 && (at == 0 || line[at - 1] == ' ') && (end == line.Length || line[end] is ' ' or ':');
        return whole ? line[..at] + line[end..].TrimStart(' ') : line;
    }
}
