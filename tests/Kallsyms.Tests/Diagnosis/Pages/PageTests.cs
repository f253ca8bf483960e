using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kallsyms.Tests.Diagnosis.Statistics;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Pages;

public partial class PageTests
{
    const string Hostile = "</script><img src=x onerror=alert(1)>{{script}}\u202e&quot;";

    [Fact]
    public void ThePageIsWellFormed()
    {
        XDocument page = Parse(Page("image", "Tstart", "t" + Hostile));
        Assert.Equal("image - kallsyms", page.Descendants("title").Single().Value);
        Assert.Equal(["data"], page.Descendants("script").Select(script => (string?)script.Attribute("id")).OfType<string>());
    }

    [Fact]
    public void ThePageAsksNoNetworkForAnything()
    {
        string page = Page("image", "Tstart", "tother");
        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        XDocument parsed = Parse(page);
        Assert.DoesNotContain(parsed.Descendants(), element => element.Attribute("src") is not null || element.Attribute("href") is not null);
        Assert.Contains("default-src 'none'", Policy(parsed), StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyThePagesOwnScriptAndStyleMayRun()
    {
        string page = Page("image", "Tstart");
        string policy = Policy(Parse(page));
        foreach (string element in (string[])["script", "style"])
        {
            string content = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            Assert.Contains($"{element}-src 'sha256-{hash}'", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ANameNeverBecomesMarkup()
    {
        string page = Page(Hostile, "T" + Hostile, "t" + Hostile, "tother");
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        XElement data = Parse(page).Descendants("script").Single(script => (string?)script.Attribute("id") == "data");
        using JsonDocument json = JsonDocument.Parse(data.Value);
        Assert.Equal(Hostile, json.RootElement.GetProperty("table").GetProperty("duplicates")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void ABrowserShowsTheNamesAsText()
    {
        Command.Require("chromium");
        using Scratch scratch = new();
        string file = scratch.Write("page.html", Page("image", "T" + Hostile, "tother_function", "tother_function"));
        string shown = Command.Run(
            "chromium",
            ["--headless=new", "--no-sandbox", "--disable-gpu", $"--user-data-dir={scratch["profile"]}", "--virtual-time-budget=5000", "--dump-dom", $"file://{file}"]).Succeeded().Output;
        Assert.DoesNotContain("<img", shown, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;", shown, StringComparison.Ordinal);
        Assert.Contains("\\u{202e}", shown, StringComparison.Ordinal);
        Assert.Contains("other_function</code>", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageOfABigTableStaysSmall()
    {
        string page = Page("big", [.. KernelLike(180_000)]);
        Assert.InRange(page.Length, 1, 2_000_000);
    }

    [Fact]
    public void SameDataSameBytes()
    {
        string[] names = [.. KernelLike(5_000)];
        Assert.Equal(Page("image", names), Page("image", names));
    }

    static string Page(string title, params string[] letteredNames)
    {
        using var stream = new MemoryStream();
        Kallsyms.Diagnosis.Pages.Page.Write(stream, new() { Title = title, Table = new MadeTable(letteredNames).Statistics });
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Scripts and styles are no markup; everything else must be.
    static XDocument Parse(string page)
    {
        string markup = page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal);
        return XDocument.Parse(Code().Replace(markup, "<$1></$1>"));
    }

    static string Policy(XDocument page) =>
        page.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;

    // Names of two to four words, of which some are much more frequent than others.
    static IEnumerable<string> KernelLike(int count)
    {
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => $"w{(int)Math.Pow(random.NextDouble(), -0.8):x}")];
            yield return $"{"tTdDr"[random.Next(5)]}{string.Join('_', words)}_{i:x}";
        }
    }

    [GeneratedRegex("<(script|style)>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Code();
}
