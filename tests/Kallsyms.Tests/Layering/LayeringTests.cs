using System.Text.RegularExpressions;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Layering;

/// <summary>The table of docs/DESIGN.md, held against what the compiler made of the library.</summary>
public partial class LayeringTests(ITestOutputHelper output)
{
    const string Root = "Kallsyms";

    static readonly HousePlan _plan = HousePlan.Read();
    static readonly string _library = Path.Combine(Repository.Root, "src/Kallsyms.Core");
    static readonly string _program = Path.Combine(Repository.Root, "src/Kallsyms.Cli");
    static readonly string[] _folders = [.. Sources(_library).Select(FolderOf).Where(folder => folder.Length > 0).Distinct().Order(StringComparer.Ordinal)];

    // By user, folder and used folder: an example.
    static readonly ILookup<(string From, string To), string> _uses = CompiledUses().Concat(WrittenUses()).Where(use => use.From != use.To && use.To.Length > 0)
        .ToLookup(use => (use.From, use.To), use => use.Example);

    [Fact]
    public void Library_UsesOnlyWhatTheTableAllows()
    {
        output.WriteLine(Matrix());
        Assert.Empty(_uses.Where(use => !_plan.Allows(use.Key.From, use.Key.To)).SelectMany(use => use.Take(3)));
    }

    [Fact]
    public void Table_HasARowForEveryFolder() => Assert.Equal(_folders, _plan.MayUse.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Table_HasNoCycle() => Assert.Empty(_plan.Cycles());

    [Fact]
    public void NoFile_IsLongerThan500Lines() => Assert.DoesNotContain(
        Sources(Path.Combine(Repository.Root, "src")).Concat(Sources(Path.Combine(Repository.Root, "tests"))), file => File.ReadLines(file).Count() > 500);

    [Fact]
    public void NoLine_IsLongerThan140Columns() => Assert.Empty(
        from file in Sources(Path.Combine(Repository.Root, "src"))
        from line in File.ReadLines(file).Index()
        where line.Item.Length > 140
        select $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}");

    [Fact]
    public void Files_AreReadByInputFile_OrWhereErrorsOfReadingAreCaught() => Assert.Empty(
        from file in Sources(_library).Concat(Sources(_program))
        where Path.GetFileName(file) != "InputFile.cs"
        let text = File.ReadAllText(file)
        where FileReads().IsMatch(text) && !text.Contains("IOException", StringComparison.Ordinal)
        select Path.GetRelativePath(Repository.Root, file));

    [Fact]
    public void Library_NeverTouchesTheConsole() => Assert.DoesNotContain(
        Sources(_library).SelectMany(File.ReadLines).Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal)),
        line => line.Contains("Console.", StringComparison.Ordinal));

    [Fact]
    public void Program_OpensInputsInFewPlaces() => Assert.Equal(
        ["CommandInput.cs", "ExplanationPage.cs", "LookupCommand.cs", "ScanCommand.cs"],
        Sources(_program).Where(file => Doors().IsMatch(File.ReadAllText(file))).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void KernelImages_AreOpenedBySourcesAlone() => Assert.Empty(
        Sources(_library).Concat(Sources(_program))
            .Where(file => FolderOf(file) is not ("Sources" or "Images") && File.ReadAllText(file).Contains("KernelImage.Open(", StringComparison.Ordinal)));

    static IEnumerable<(string From, string To, string Example)> CompiledUses() =>
        CompiledDependencies.Read(typeof(KallsymsException).Assembly.Location).Where(use => IsOurs(use.From) && IsOurs(use.To))
            .Select(use => (Folder(use.From), Folder(use.To), use.ToString()));

    // Constants and members of enumerations are only numbers once they are compiled; the text shows them.
    static IEnumerable<(string From, string To, string Example)> WrittenUses() =>
        from file in Sources(_library)
        from Match use in Mentions().Matches(File.ReadAllText(file))
        let to = (use.Groups[1].Success ? use.Groups[1] : use.Groups[2]).Value.Replace('.', '/')
        where _folders.Contains(to) && (use.Groups[1].Success || IsType($"{use.Groups[2].Value}.{use.Groups[3].Value}"))
        select (FolderOf(file), to, $"{file} says {use.Value}");

    // What each folder uses, as types that use something there.
    static string Matrix()
    {
        int width = _folders.Max(folder => folder.Length);
        IEnumerable<string> rows = _folders.Select((folder, row) => $"{row,2} {folder.PadRight(width)}" + string.Concat(
            _folders.Select(used => _uses[(folder, used)].Count() is > 0 and int count ? $"{count,5}" : folder == used ? "    -" : "    .")));
        string head = new string(' ', width + 3) + string.Concat(_folders.Select((_, column) => $"{column,5}"));
        return string.Join('\n', rows.Prepend(head));
    }

    // A property may have the name of a folder.
    static bool IsType(string name) => typeof(KallsymsException).Assembly.GetType($"{Root}.{name}") is not null;

    static bool IsOurs(string space) => space == Root || space.StartsWith(Root + ".", StringComparison.Ordinal);

    static string Folder(string space) => space == Root ? "" : space[(Root.Length + 1)..].Replace('.', '/');

    static string FolderOf(string file) => Path.GetDirectoryName(Path.GetRelativePath(_library, file))!;

    static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"^using (?:static )?Kallsyms\.([\w.]+);|(?<![\w.""/])(?:Kallsyms\.)?([A-Z]\w+)\.([A-Z]\w+)", RegexOptions.Multiline)]
    private static partial Regex Mentions();

    [GeneratedRegex(@"\bSymbolSource\.(?:Open|Inspect)\(")]
    private static partial Regex Doors();

    [GeneratedRegex(@"\bFile\.(?:ReadAllText|ReadAllBytes|ReadAllLines|ReadLines|OpenRead|OpenText)\(")]
    private static partial Regex FileReads();
}
