using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>What the bytes of a table are spent on.</summary>
sealed record TableStatistics
{
    /// <summary>The release whose rules read the table; others may read it alike.</summary>
    public required string Release { get; init; }

    /// <summary>How addresses are stored.</summary>
    public required AddressEncoding Encoding { get; init; }

    /// <summary>Number of entries.</summary>
    public required int Symbols { get; init; }

    /// <summary>Bytes of the whole table: all <see cref="SubTables"/>, and <see cref="PaddingBytes"/>.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes between the sub-tables: alignment, and room that was reserved and not needed.</summary>
    public required long PaddingBytes { get; init; }

    /// <summary>Bytes of each entry besides its name: its address and its place in the index by name.</summary>
    public required int EntryBytes { get; init; }

    /// <summary>Sub-tables in the order in which they lie in memory.</summary>
    public required IReadOnlyList<SubTableUse> SubTables { get; init; }

    /// <summary>How well names are compressed.</summary>
    public required NameStatistics Names { get; init; }

    /// <summary>Symbols by type letter, most bytes first.</summary>
    public required IReadOnlyList<TypeUse> Types { get; init; }

    /// <summary>Tokens that are in use, those that save most first.</summary>
    public required IReadOnlyList<TokenUse> Tokens { get; init; }

    /// <summary>Longest names.</summary>
    public required IReadOnlyList<NameUse> Longest { get; init; }

    /// <summary>Names that cost most, all symbols of that name together, and those that compilers number as one.</summary>
    public required IReadOnlyList<NameUse> Costliest { get; init; }

    /// <summary>Names that most symbols share.</summary>
    public required IReadOnlyList<NameUse> Duplicates { get; init; }

    /// <summary>Bytes by the words that names start with.</summary>
    public required PrefixTree Prefixes { get; init; }

    /// <summary>Bytes by type letter, and within each by the words that names start with.</summary>
    public required PrefixTree ByType { get; init; }

    /// <summary>Looks at a table that has been read.</summary>
    /// <param name="spec">Its form.</param>
    /// <param name="bytes">Its sub-tables, at addresses or offsets that tell how far they are apart.</param>
    /// <param name="symbols">Its symbols.</param>
    /// <exception cref="KallsymsException">The table is damaged.</exception>
    public static TableStatistics Measure(TableSpec spec, TableBytes bytes, SymbolList symbols)
    {
        CompressedNames names = TableReader.ReadCodes(spec, bytes);
        TableSizes sizes = Table.SizesOf(spec, names);
        SubTable[] present = spec.Order.Where(bytes.Has).OrderBy(bytes.Address).ToArray();
        long padding = 0;
        for (int i = 1; i < present.Length; i++)
            padding += Math.Max(0, (long)(bytes.Address(present[i]) - bytes.Address(present[i - 1])) - sizes[present[i - 1]]);
        return Measure(spec, symbols, names, present, padding);
    }

    internal static TableStatistics Measure(TableSpec spec, SymbolList symbols, CompressedNames names, SubTable[] present, long padding)
    {
        TableSizes sizes = Table.SizesOf(spec, names);
        int entry = spec.EntrySize + (spec.TableFormat.HasNameIndex ? NameIndex.EntrySize : 0);
        SymbolCosts costs = new(symbols, names, spec, entry);
        return new()
        {
            Release = spec.Release.Number,
            Encoding = spec.Encoding,
            Symbols = symbols.Count,
            Bytes = present.Sum(part => (long)sizes[part]) + padding,
            PaddingBytes = padding,
            EntryBytes = entry,
            SubTables = present.Select(part => new SubTableUse(part.Label(), sizes[part])).ToArray(),
            Names = NameStatistics.Measure(costs, names, sizes[SubTable.Names], present.Contains(SubTable.TokenTable)),
            Types = TypeUse.Count(costs),
            Tokens = TokenUse.Count(names),
            Longest = NameUse.Longest(costs),
            Costliest = NameUse.Costliest(costs),
            Duplicates = NameUse.Duplicates(costs),
            Prefixes = PrefixTree.Grow(costs),
            ByType = PrefixTree.ByType(costs),
        };
    }
}

/// <summary>One sub-table.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Bytes">Its size, without padding.</param>
readonly record struct SubTableUse(string Label, long Bytes);
