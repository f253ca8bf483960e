using System.Buffers;
using System.Text.RegularExpressions;

namespace Kallsyms.Lookup;

/// <summary>What is meant by a query that was copied from a log, a mail, a debugger or a source.</summary>
static partial class QueryText
{
    // Of names, offsets and patterns, of which nothing would be removed.
    static readonly SearchValues<char> _plain = SearchValues.Create(
        "_$+-/*?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Returns it as the toolkit writes it: of <c>RIP: 0010:vfs_read+0x9d/0x360</c> the place, of <c>s_next+0x10/0x60 [xfs]</c>
    /// <c>xfs:s_next+0x10/0x60</c>, of <c>vfs_read()</c>, <c>&amp;vfs_read</c> and <c>vmlinux!vfs_read</c> the name, of
    /// <c>ffffffff81001000 - ffffffff81002000</c> the range.
    /// </summary>
    public static string Meaning(KernelSymbols symbols, string query)
    {
        // Most queries have none of what would be removed, and a search by name takes longer than one by address.
        if (!query.AsSpan().ContainsAnyExcept(_plain) || symbols.Find(query) is not null)
            return query;
        string text = query.Trim().Trim('`', '\'', '"').TrimEnd(',', ';', '.', ':');
        if (Range().Match(text) is { Success: true } range)
            return $"{range.Groups["start"]}-{range.Groups["end"]}";
        if (Halves().Match(text) is { Success: true } halves)
            return halves.Groups["high"].Value + halves.Groups["low"].Value;
        Match match = Copied().Match(text);
        if (!match.Success)
            return query;
        string place = match.Groups["place"].Value + (match.Groups["offset"] is { Success: true } offset ? $"+{offset.Value}" : "");
        return match.Groups["module"] is { Success: true, Value: not ("kernel" or "vmlinux" or "kernel.kallsyms") } module
            ? $"{module.Value}:{place}" : place;
    }

    [GeneratedRegex(
        """
        ^
        (\#\d+\s+|\?\s+|at\s+|in\s+|=>\s+)?      # a line of a trace
        (\w{1,8}\s*:\s+)?                        # a register
        (\[<(0x)?[0-9a-f]{8,16}>\]\s+(\?\s+)?|(0x)?[0-9a-f]{8,16}\s+(\([A-Za-z]\)|[A-Za-z])\s+)?  # its address
        (00[0-9a-f]{2}:)?                        # a segment of x86
        ((vmlinux|kernel|nt)[!`])?               # its image, of a debugger
        [<&]?(?<place>[^\s:()\[\]<>&!`]+)>?
        (\s+\+\s*(?<offset>[\w/]+))?
        (\(\)|\))?
        (\s+\([A-Z]\))?                          # how the kernel found it
        (\s+<[^<>]+>:?)?                         # its name
        (\s+\[(?<module>[\w.-]+)(\s[0-9a-f]+)?\])? # its module, possibly with a build id
        $
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Copied();

    [GeneratedRegex(
        @"^(?<start>(0[xX])?[0-9a-fA-F]{1,16})\s*(-|\.\.)\s*(?<end>(0[xX])?[0-9a-fA-F]{1,16})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    // "ffffffff`81001010" of a debugger
    [GeneratedRegex(@"^(?<high>(0x)?[0-9a-f]{8})[`'_](?<low>[0-9a-f]{8})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Halves();
}
