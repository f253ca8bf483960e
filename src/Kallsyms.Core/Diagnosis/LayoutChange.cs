using Kallsyms.Linking;
using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>How the first changed section differs.</summary>
enum SectionChange
{
    /// <summary>It moved, keeping its size.</summary>
    Place,

    /// <summary>It contains the table, and its size changed.</summary>
    Table,

    /// <summary>It contains code, and its size changed.</summary>
    Code,

    /// <summary>It contains neither code nor the table, and its size changed.</summary>
    Other,
}

/// <summary>A move of symbols between lists with the same names, of a kind that passes of one build may show.</summary>
/// <param name="Section">The first section with another size or place; null if sections are unknown and only symbols can tell.</param>
sealed record LayoutChange((SectionPlace Before, SectionPlace After)? Section)
{
    /// <summary>Finds the move; null if nothing moved, names differ, or the cause is something other than a build.</summary>
    public static LayoutChange? Find(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Moved.Length == 0)
            return null;
        if (SectionPairs.FirstChange(comparison.Before, comparison.After) is { } section)
            return new(section);
        return comparison.Steps.AreStrange || MovedAsOne(diff) ? null : new(Section: null);
    }

    /// <summary>How the section changed; null if sections are unknown.</summary>
    public SectionChange? Kind(Comparison comparison) => Section is not var (before, after) ? null
        : before.Size == after.Size ? SectionChange.Place
        : HasTable(comparison.Before, before) || HasTable(comparison.After, after) ? SectionChange.Table
        : IsCode(before.Name) ? SectionChange.Code : SectionChange.Other;

    /// <summary>Whether everything without a fixed address moved by one distance, which no pass does.</summary>
    public static bool MovedAsOne(SymbolDiff diff)
    {
        if (diff.Moved is not [MoveRun run] || run.Last != LastDefined(diff))
            return false;
        // Absolute symbols, and per-cpu symbols linked at zero, stay in place.
        ulong percpuEnd = PercpuSymbols.EndOfOffsets(diff.Before);
        for (int i = 0; i < run.First; i++)
        {
            if (!diff.Before.IsUndefined(i) && diff.Before.Types[i] is not ((byte)'A' or (byte)'a')
                && diff.Before.Addresses[i] >= percpuEnd)
            {
                return false;
            }
        }
        return true;
    }

    static int LastDefined(SymbolDiff diff)
    {
        int last = diff.Before.Count - 1;
        while (last >= 0 && (diff.Before.IsUndefined(last) || diff.Before.Types[last] is (byte)'A' or (byte)'a'))
            last--;
        return last;
    }

    static bool HasTable(SymbolSnapshot side, SectionPlace section) => side.Table is { } table && section.Covers(table.Start);

    static bool IsCode(string name) =>
        name.Contains("text", StringComparison.Ordinal) && !name.Contains("ftrace", StringComparison.Ordinal);
}
