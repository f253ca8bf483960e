using System.Text.RegularExpressions;

namespace Kallsyms.Lookup;

/// <summary>What is meant by a query that was copied from a log or from a source.</summary>
static partial class QueryText
{
    /// <summary>
    /// Returns it as the toolkit writes it: of <c>RIP: 0010:vfs_read+0x9d/0x360</c> the place, of <c>s_next+0x10/0x60 [xfs]</c>
    /// <c>xfs:s_next+0x10/0x60</c>, of <c>vfs_read()</c> the name.
    /// </summary>
    public static string Meaning(KernelSymbols symbols, string query)
    {
        // Most queries have none of what would be removed, and a search by name takes longer than one by address.
        if (query.All(letter => !char.IsWhiteSpace(letter) && letter is not (':' or '(')) || symbols.Find(query) is not null)
            return query;
        Match match = Copied().Match(query);
        if (!match.Success)
            return query;
        string place = match.Groups["place"].Value;
        return match.Groups["module"] is { Success: true } module ? $"{module.Value}:{place}" : place;
    }

    [GeneratedRegex(
        """
        ^\s*
        (\w{1,8}\s*:\s+)?                        # a register
        (00[0-9a-f]{2}:)?                        # a segment of x86
        (?<place>[^\s:()\[\]<>]+)
        (\(\))?
        (\s+\[(?<module>[\w-]+)(\s[0-9a-f]+)?\])? # its module, possibly with a build id
        \s*$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Copied();
}
