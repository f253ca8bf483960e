using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Layering;

/// <summary>tests/check.txt: what make check runs after an edit.</summary>
public class CheckTableTests
{
    static readonly Dictionary<string, string[]> _lines = File.ReadLines(Path.Combine(Repository.Root, "tests/check.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => words[0], words => words[1..]);

    static readonly (string Name, bool RunsCommands)[] _classes = [.. typeof(CheckTableTests).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal))
        .Select(type => (type.FullName!["Kallsyms.Tests.".Length..], type.IsDefined(typeof(RunsKallsymsAttribute), inherit: true)))];

    public static TheoryData<string> Folders() => [.. new[] { "src/Kallsyms.Core", "src/Kallsyms.Cli" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!) + "/")
        .Where(folder => !folder.Contains("/obj/", StringComparison.Ordinal) && !folder.Contains("/bin/", StringComparison.Ordinal))
        .Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void EveryFolderOfSources_HasTestsThatCheckRuns(string folder)
    {
        string[] parts = folder.Split('/');
        string line = _lines.Keys.Where(path => folder.StartsWith(path, StringComparison.Ordinal)).MaxBy(path => path.Length)!;
        Assert.True(parts.Length <= 3 || line.Split('/').Length > 3, $"{folder} has the tests of all folders, {line}");
        Assert.Contains(_lines[line], IsRun);
    }

    [Fact]
    public void EveryClassOfTheTable_IsOneThatRuns() =>
        Assert.All(_lines.Values.SelectMany(words => words).Where(word => word != "-").Distinct(), word => Assert.True(IsRun(word), word));

    [Fact]
    public void MapOfTheTests_HasEveryFolder()
    {
        string map = File.ReadAllText(Path.Combine(Repository.Root, "docs/testing.md")).Split("## Map")[1].Split("##")[0];
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "tests/Kallsyms.Tests"))
            .Select(folder => Path.GetFileName(folder))
            .Where(folder => folder is not ("bin" or "obj") && !map.Contains($"`{folder}`", StringComparison.Ordinal)
                && !map.Contains($"/{folder}`", StringComparison.Ordinal)));
    }

    static bool IsRun(string word) => word.EndsWith('*')
        ? _classes.Any(type => !type.RunsCommands && type.Name.StartsWith(word[..^1], StringComparison.Ordinal))
        : _classes.Any(type => type.Name == word);
}
