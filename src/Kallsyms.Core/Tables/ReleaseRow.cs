using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>The changes of a kernel release.</summary>
/// <param name="Since">The first release with the changes.</param>
/// <param name="Source">The files of that release where they were found.</param>
sealed record ReleaseRow(string Since, string Source)
{
    /// <summary>Whether the release gives its name to an era: itself and all releases up to the next row that has this.</summary>
    public bool StartsEra { get; init; }

    /// <summary>Whether only options or text of the kernel's tool changed, not the tables.</summary>
    public bool IsOfToolOnly { get; init; }

    /// <summary>Derives the format of tables from that of the release before; null if unchanged.</summary>
    public Func<TableFormat, TableFormat>? Format { get; init; }

    /// <summary>Derives the rules about symbols from those of the release before; null if unchanged.</summary>
    public Func<SymbolRules, SymbolRules>? Symbols { get; init; }
}

/// <summary>
/// A stable series that, from its first update on, is like a later release. It is named after the series, followed by .y.
/// </summary>
/// <param name="Series">The series.</param>
/// <param name="Like">The release that it resembles.</param>
/// <param name="Change">Where it differs from that release.</param>
sealed record StableRow(string Series, string Like, ReleaseRow Change);
