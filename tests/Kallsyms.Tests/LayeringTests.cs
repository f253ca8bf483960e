using System.Text.RegularExpressions;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests;

/// <summary>The house plan of docs/DESIGN.md, enforced: which folder may use which.</summary>
public partial class LayeringTests
{
    static readonly Dictionary<string, string[]> _mayUse = new()
    {
        ["Files"] = [],
        ["Elf"] = [],
        ["Symbols"] = ["Elf"],
        ["Tokens"] = [],
        ["Tables"] = ["Tokens", "Symbols", "Elf"],
        ["Linking"] = ["Files", "Elf", "Symbols", "Tables", "Tokens"],
        ["Images"] = ["Elf", "Symbols", "Tables", "Tokens"],
        ["Logs"] = ["Elf", "Symbols", "Images", "Export"],
        ["Sources"] = ["Elf", "Symbols", "Tables", "Images"],
        ["Export"] = ["Elf", "Symbols", "Tables", "Images"],
        ["Diagnosis"] = ["Elf", "Symbols", "Tables", "Linking", "Tokens", "Sources"],
    };

    [Fact]
    public void ArrowsPointOneWayOnly()
    {
        var wrong = new List<string>();
        foreach (string file in Sources("src/Kallsyms.Core"))
        {
            string folder = Path.GetRelativePath(Path.Combine(Repository.Root, "src/Kallsyms.Core"), file).Split('/')[0];
            if (!_mayUse.TryGetValue(folder, out string[]? allowed))
                continue;
            foreach (Match use in Usings().Matches(File.ReadAllText(file)))
            {
                string used = use.Groups[1].Value;
                if (used != folder && _mayUse.ContainsKey(used) && !allowed.Contains(used))
                    wrong.Add($"{file}: {folder} uses {used}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void NoFileIsLongerThan500Lines() => Assert.DoesNotContain(
        Sources("src").Concat(Sources("tests")), file => File.ReadLines(file).Count() > 500);

    [Fact]
    public void OnlyTheCommandLineTouchesTheConsole() => Assert.DoesNotContain(
        Sources("src/Kallsyms.Core").SelectMany(File.ReadLines).Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal)),
        line => line.Contains("Console.", StringComparison.Ordinal));

    static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"Kallsyms\.(\w+)")]
    private static partial Regex Usings();
}
