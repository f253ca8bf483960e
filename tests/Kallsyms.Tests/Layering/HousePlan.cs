using System.Text.RegularExpressions;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Layering;

/// <summary>The table of docs/DESIGN.md: which folder of the library may use which.</summary>
sealed partial class HousePlan
{
    HousePlan(Dictionary<string, string[]> mayUse) => MayUse = mayUse;

    /// <summary>What each folder may use.</summary>
    public IReadOnlyDictionary<string, string[]> MayUse { get; }

    public static HousePlan Read()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/DESIGN.md"));
        // Cli is an assembly of its own: the compiler sees to its row.
        return new(Row().Matches(page).Where(row => row.Groups[1].Value != "Cli").ToDictionary(
            row => row.Groups[1].Value, row => row.Groups[2].Value == "nothing" ? [] : row.Groups[2].Value.Split(", ")));
    }

    public bool Allows(string from, string to) => MayUse.TryGetValue(from, out string[]? used) && used.Contains(to);

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

    [GeneratedRegex(@"^\| ([A-Z][\w/]*) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
