using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Manual;

/// <summary>Links in the documents lead somewhere: to a file of the repository, and to a heading in it.</summary>
public partial class DocumentLinkTests
{
    [Fact]
    public void LinkOfADocument_LeadsToAFileAndAHeadingThatAreThere()
    {
        string[] documents =
        [
            .. Directory.EnumerateFiles(Repository.Root, "*.md"),
            .. ((string[])["docs", "packaging", "runtime", "samples", "src", "tests"])
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
                .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)),
        ];
        (string From, string To)[] links = [.. documents.SelectMany(file => Links(file).Select(link => (file, link)))];
        Assert.True(links.Length > 50, $"only {links.Length} links");
        Assert.Empty(links.Where(link => !Leads(link.From, link.To))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, link.From)}: {link.To}"));
    }

    static bool Leads(string from, string link)
    {
        string[] parts = link.Split('#', 2);
        string file = parts[0].Length == 0 ? from : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, parts[0]));
        return (File.Exists(file) || Directory.Exists(file))
            && (parts.Length == 1 || !file.EndsWith(".md", StringComparison.Ordinal) || Anchors(file).Contains(parts[1]));
    }

    // What is indented by four is code.
    static IEnumerable<string> Links(string file) => File.ReadLines(file)
        .Where(line => !line.StartsWith("    ", StringComparison.Ordinal))
        .SelectMany(line => Link().Matches(Code().Replace(line, "")).Select(match => match.Groups[1].Value))
        .Where(link => !Scheme().IsMatch(link));

    // As the repository's viewer names headings; the second of a name has -1 behind it.
    static HashSet<string> Anchors(string file)
    {
        var anchors = new HashSet<string>();
        foreach (string line in File.ReadLines(file))
        {
            foreach (Match named in Named().Matches(line))
                anchors.Add(named.Groups[1].Value);
            if (Heading().Match(line) is not { Success: true } heading)
                continue;
            string words = Target().Replace(heading.Groups[1].Value, "$1").ToLowerInvariant().Trim();
            var anchor = new StringBuilder();
            foreach (char c in words)
                anchor.Append(c == ' ' ? "-" : char.IsLetterOrDigit(c) || c is '-' or '_' ? c : "");
            string first = anchor.ToString();
            for (int i = 1; !anchors.Add(anchor.ToString()); i++)
                anchor.Clear().Append(first).Append('-').Append(i);
        }
        return anchors;
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Scheme();

    [GeneratedRegex("(?:id|name)=\"([^\"]+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("^#+ (.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Target();
}
