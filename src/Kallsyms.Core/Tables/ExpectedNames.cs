using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>
/// The names that a table is expected to have, with everything that depends only on them: their codes and their order by name. From
/// these, a table of the same symbols in any address order is made quickly.
/// </summary>
sealed class ExpectedNames
{
    readonly KnownNames _known;
    readonly int[] _ranks;

    /// <param name="symbols">The expected symbols, in any order.</param>
    /// <param name="names">Their type letters and names.</param>
    /// <param name="compressed">The same names in compressed form.</param>
    /// <param name="suffix">The part of a name that the index by name ignores.</param>
    public ExpectedNames(SymbolList symbols, NameList names, CompressedNames compressed, LtoSuffix suffix)
    {
        _known = new(names, compressed);
        _ranks = NameIndex.Ranks(symbols, suffix);
    }

    /// <summary>
    /// Returns the codes of the names in their given order, and a rank for each by name; null if other names were expected.
    /// </summary>
    public (CompressedNames Compressed, int[] Ranks)? Find(NameList names)
    {
        if (_known.Compress(names) is not var (compressed, numbers))
            return null;
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = _ranks[numbers[i]];
        return (compressed, numbers);
    }
}
