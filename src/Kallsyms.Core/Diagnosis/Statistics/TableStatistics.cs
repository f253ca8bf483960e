using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>How the bytes of a table are spent.</summary>
sealed record TableStatistics
{
    /// <summary>The release whose rules were used to read the table; others may give the same result.</summary>
    public required string Release { get; init; }

    /// <summary>How addresses are stored.</summary>
    public required AddressEncoding Encoding { get; init; }

    /// <summary>The number of entries.</summary>
    public required int Symbols { get; init; }

    /// <summary>The size of the whole table in bytes: all <see cref="SubTables"/>, and <see cref="PaddingBytes"/>.</summary>
    public required long Bytes { get; init; }

    /// <summary>The number of bytes between the sub-tables: alignment, and room that was reserved but not needed.</summary>
    public required long PaddingBytes { get; init; }

    /// <summary>The size in bytes of each entry besides its name: its address and its place in the index by name.</summary>
    public required int EntryBytes { get; init; }

    /// <summary>Sub-tables in memory order.</summary>
    public required IReadOnlyList<SubTableUse> SubTables { get; init; }

    /// <summary>How well names are compressed.</summary>
    public required NameStatistics Names { get; init; }

    /// <summary>Symbols by type letter, most bytes first.</summary>
    public required IReadOnlyList<TypeUse> Types { get; init; }

    /// <summary>Tokens in use, those that save most first.</summary>
    public required IReadOnlyList<TokenUse> Tokens { get; init; }

    /// <summary>The longest names.</summary>
    public required IReadOnlyList<NameUse> Longest { get; init; }

    /// <summary>
    /// The names that cost most, adding up all symbols of the same name, and of names that differ only in a compiler's number.
    /// </summary>
    public required IReadOnlyList<NameUse> Costliest { get; init; }

    /// <summary>The names shared by most symbols.</summary>
    public required IReadOnlyList<NameUse> Duplicates { get; init; }

    /// <summary>Bytes by leading words of names.</summary>
    public required PrefixTree Prefixes { get; init; }

    /// <summary>Bytes by type letter, and within each by leading words of names.</summary>
    public required PrefixTree ByType { get; init; }

    /// <summary>Analyses a table that has been read.</summary>
    /// <param name="spec">The form of the table.</param>
    /// <param name="bytes">The sub-tables, at addresses or offsets that show how far apart they are.</param>
    /// <param name="symbols">The symbols.</param>
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
