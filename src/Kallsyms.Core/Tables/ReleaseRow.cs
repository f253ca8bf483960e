using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>What changed in a kernel release.</summary>
/// <param name="Since">The first release that has it.</param>
/// <param name="Source">The kernel's files in which it was read, of that release.</param>
sealed record ReleaseRow(string Since, string Source)
{
    /// <summary>The release's name stands for it and all up to the next row that has this.</summary>
    public bool StartsEra { get; init; }

    /// <summary>Options or text of the kernel's tool changed, not what its tables are like.</summary>
    public bool IsOfToolOnly { get; init; }

    /// <summary>The form of tables, from that of the release before; null: unchanged.</summary>
    public Func<TableFormat, TableFormat>? Format { get; init; }

    /// <summary>Which symbols count, from the rules of the release before; null: unchanged.</summary>
    public Func<SymbolRules, SymbolRules>? Symbols { get; init; }
}

/// <summary>A stable series, from its first update on, that is like a later release. Its name is the series with .y behind it.</summary>
/// <param name="Series">The series.</param>
/// <param name="Like">The release that it is like.</param>
/// <param name="Change">But for this.</param>
sealed record StableRow(string Series, string Like, ReleaseRow Change);
