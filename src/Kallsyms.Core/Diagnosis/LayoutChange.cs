using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>What became of the first section that is not as it was.</summary>
enum SectionChange
{
    /// <summary>It stands elsewhere, and has the size it had.</summary>
    Place,

    /// <summary>It has the table, and another size.</summary>
    Table,

    /// <summary>It has code, and another size.</summary>
    Code,

    /// <summary>It has another size, and neither code nor the table.</summary>
    Other,
}

/// <summary>Lists with the same names of which some moved, in a way that passes of one build may show.</summary>
/// <param name="Section">The first section that has another size or place; null: sections are not known, and symbols have to tell.</param>
sealed record LayoutChange((SectionPlace Before, SectionPlace After)? Section)
{
    /// <summary>What moved; null: nothing, other names, or symbols that something else than a build moved.</summary>
    public static LayoutChange? Find(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Moved.Length == 0)
            return null;
        if (SectionPairs.FirstChange(comparison.Before, comparison.After) is { } section)
            return new(section);
        return comparison.Steps.AreStrange || MovedAsOne(diff) ? null : new(Section: null);
    }

    /// <summary>What became of the section; where sections are not known, there is no answer.</summary>
    public SectionChange? Kind(Comparison comparison) => Section is not var (before, after) ? null
        : before.Size == after.Size ? SectionChange.Place
        : HasTable(comparison.Before, before) || HasTable(comparison.After, after) ? SectionChange.Table
        : IsCode(before.Name) ? SectionChange.Code : SectionChange.Other;

    /// <summary>Everything that is not at a fixed address moved by one distance: no pass does that.</summary>
    public static bool MovedAsOne(SymbolDiff diff)
    {
        if (diff.Moved is not [MoveRun run] || run.Last != LastDefined(diff))
            return false;
        // Absolute symbols, and per-cpu ones that are linked at zero, stay where they are.
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
