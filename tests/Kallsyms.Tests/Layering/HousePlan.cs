using System.Text.RegularExpressions;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Layering;

/// <summary>The table of docs/DESIGN.md: which folder of the library may use which, and the exceptions that are still to be removed.</summary>
sealed partial class HousePlan
{
    HousePlan(Dictionary<string, string[]> mayUse, HashSet<(string From, string To)> exceptions) => (MayUse, Exceptions) = (mayUse, exceptions);

    /// <summary>What each folder may use.</summary>
    public IReadOnlyDictionary<string, string[]> MayUse { get; }

    /// <summary>What is used all the same.</summary>
    public IReadOnlySet<(string From, string To)> Exceptions { get; }

    public static HousePlan Read()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/DESIGN.md"));
        // Cli is an assembly of its own: the compiler sees to its row.
        var rows = Row().Matches(page).Where(row => row.Groups[1].Value != "Cli").ToDictionary(
            row => row.Groups[1].Value, row => row.Groups[2].Value == "nothing" ? [] : row.Groups[2].Value.Split(", "));
        return new(rows, [.. Exception().Matches(page).Select(line => (line.Groups[1].Value, line.Groups[2].Value))]);
    }

    public bool Allows(string from, string to) => Exceptions.Contains((from, to)) || MayUse.TryGetValue(from, out string[]? used) && used.Contains(to);

    /// <summary>Folders that reach themselves by what they may use; empty: arrows point one way.</summary>
    public IEnumerable<string> Cycles() => MayUse.Keys.Where(folder => Reach(folder, []).Contains(folder));

    HashSet<string> Reach(string folder, HashSet<string> reached)
    {
        foreach (string used in MayUse.GetValueOrDefault(folder, []))
        {
            if (reached.Add(used))
                Reach(used, reached);
        }
        return reached;
    }

    [GeneratedRegex(@"^\| ([A-Z][\w/]*) \| ([^|]+) \| [^|]* \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^- `([\w/]+)` -> `([\w/]+)`", RegexOptions.Multiline)]
    private static partial Regex Exception();
}
