using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>
/// The names that a table is expected to have, with all that depends on the names alone: their codes and their order. A table of the
/// same symbols, in whatever order their addresses put them, is then quickly made.
/// </summary>
sealed class ExpectedNames
{
    readonly KnownNames _known;
    readonly int[] _ranks;

    /// <param name="symbols">The expected symbols, in any order.</param>
    /// <param name="names">Their names with type letters.</param>
    /// <param name="compressed">The same in compressed form.</param>
    /// <param name="suffix">What part of a name the index by name ignores.</param>
    public ExpectedNames(SymbolList symbols, NameList names, CompressedNames compressed, LtoSuffix suffix)
    {
        _known = new(names, compressed);
        _ranks = NameIndex.Ranks(symbols, suffix);
    }

    /// <summary>
    /// The codes of names in their own order, and a number for each that orders them by name; null when other names were expected.
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
