namespace Kallsyms.Symbols;

/// <summary>
/// Which symbols of an image count, and in which order: what scripts/mksysmap omits from System.map and scripts/kallsyms.c from the
/// table. The rows of releases select the rules.
/// </summary>
sealed record SymbolRules
{
    /// <summary>Names omitted from System.map.</summary>
    public NameFilter Map { get; init; } = NameFilter.None;

    /// <summary>
    /// Names that the tool does not read at all. Up to 5.5 the other rules decide membership only, not what relative_base is computed
    /// from.
    /// </summary>
    public NameFilter Read { get; init; } = NameFilter.None;

    /// <summary>Names that the tool itself omits from the table.</summary>
    public NameFilter Table { get; init; } = NameFilter.None;

    /// <summary>The address ranges kept by <c>--symbols text</c>.</summary>
    public TextRange[] Ranges { get; init; } = [];

    /// <summary>Type letters omitted from System.map.</summary>
    public byte[] MapLetters { get; init; } = [];

    /// <summary>Type letters omitted from the table.</summary>
    public byte[] TableLetters { get; init; } = [];

    /// <summary>Whether the table is made from the filtered list rather than from all that nm prints.</summary>
    public bool TableReadsMap { get; init; }

    /// <summary>What a build gives to scripts/kallsyms: all that nm -n lists up to 6.0, System.map from 6.1 on.</summary>
    /// <param name="all">That list.</param>
    /// <param name="map">Makes System.map of it.</param>
    public SymbolList ToolInput(SymbolList all, Func<SymbolList, SymbolList> map) => TableReadsMap ? map(all) : all;

    /// <summary>Range labels count whatever their letter.</summary>
    public bool LabelsBeforeLetters { get; init; }

    /// <summary>Whether _text is such a label too, since addresses are counted from it.</summary>
    public bool KnowsText { get; init; }

    /// <summary>Whether to omit a symbol at the end of a range that is not its end label.</summary>
    public bool DropsStrangersAtEnds { get; init; }

    /// <summary>Whether section start and stop labels made by linkers are members at any address.</summary>
    public bool KeepsSectionLabels { get; init; }

    /// <summary>How symbols of equal address are ordered.</summary>
    public SortChain Order { get; init; }
}

/// <summary>
/// A range of addresses between two labels, including both ends. A symbol at its end that is not its end label is excluded, unless
/// <paramref name="OpenEnd"/> is set.
/// </summary>
readonly record struct TextRange(string Start, string End, bool OpenEnd = false);

/// <summary>How symbols of equal address are ordered in a table.</summary>
enum SortChain
{
    /// <summary>In the order of nm.</summary>
    AsListed,

    /// <summary>Weak symbols last.</summary>
    WeakLast,

    /// <summary>Weak symbols last, then linker-made ones last, then fewer leading underscores first.</summary>
    Full,
}
