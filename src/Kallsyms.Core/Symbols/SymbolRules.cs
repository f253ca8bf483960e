namespace Kallsyms.Symbols;

/// <summary>
/// Which symbols of an image count, and their order: what scripts/mksysmap leaves out of System.map and what scripts/kallsyms.c leaves
/// out of the table. Which release has which is said by the rows of releases.
/// </summary>
sealed record SymbolRules
{
    /// <summary>Names left out of System.map.</summary>
    public NameFilter Map { get; init; } = NameFilter.None;

    /// <summary>
    /// Names that the tool does not read at all; up to 5.5 the other rules hold for members only, not for what relative_base counts from.
    /// </summary>
    public NameFilter Read { get; init; } = NameFilter.None;

    /// <summary>Names left out of the table by the tool itself.</summary>
    public NameFilter Table { get; init; } = NameFilter.None;

    /// <summary>The address ranges that <c>--symbols text</c> keeps.</summary>
    public TextRange[] Ranges { get; init; } = [];

    /// <summary>Type letters left out of System.map.</summary>
    public byte[] MapLetters { get; init; } = [];

    /// <summary>Type letters left out of the table.</summary>
    public byte[] TableLetters { get; init; } = [];

    /// <summary>The table is made from the filtered list, not from all that nm prints.</summary>
    public bool TableReadsMap { get; init; }

    /// <summary>Range labels count whatever their letter.</summary>
    public bool LabelsBeforeLetters { get; init; }

    /// <summary>_text is such a label too, since addresses are counted from it.</summary>
    public bool KnowsText { get; init; }

    /// <summary>What stands at the end of a range without being its end label is left out.</summary>
    public bool DropsStrangersAtEnds { get; init; }

    /// <summary>Section start and stop labels that linkers make are members whatever their address.</summary>
    public bool KeepsSectionLabels { get; init; }

    /// <summary>What orders symbols of equal address.</summary>
    public SortChain Order { get; init; }
}

/// <summary>
/// A range of addresses between two labels, both ends included. What stands at its end without being its end label is left out, but not
/// where <paramref name="OpenEnd"/>.
/// </summary>
readonly record struct TextRange(string Start, string End, bool OpenEnd = false);

/// <summary>What orders symbols of equal address in a table.</summary>
enum SortChain
{
    /// <summary>Nothing: the order of nm.</summary>
    AsListed,

    /// <summary>Weak ones last.</summary>
    WeakLast,

    /// <summary>Weak last, linker-made last, fewer leading underscores first.</summary>
    Full,
}
