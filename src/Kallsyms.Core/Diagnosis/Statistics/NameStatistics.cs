using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>How well the names of a table are compressed.</summary>
/// <param name="Distinct">The number of different names.</param>
/// <param name="PlainBytes">The size of type letters and names uncompressed, each with a terminating byte.</param>
/// <param name="StoredBytes">The size of the names sub-table in bytes: codes and lengths.</param>
/// <param name="DictionaryBytes">The size of token table and token index in bytes; 0 if names are not compressed.</param>
/// <param name="Ratio">The ratio of stored bytes plus dictionary to plain bytes; 0 if there are no names.</param>
/// <param name="SelfTestRatio">
/// The ratio as computed by CONFIG_KALLSYMS_SELFTEST, which ignores lengths and does not count the type letter as part of the name.
/// </param>
/// <param name="MeanLength">The average number of characters in a name, without the type letter.</param>
/// <param name="MeanCodes">The average number of codes in a name, with the type letter's.</param>
sealed record NameStatistics(
    int Distinct, long PlainBytes, long StoredBytes, long DictionaryBytes, double Ratio, double SelfTestRatio, double MeanLength,
    double MeanCodes)
{
    internal static NameStatistics Measure(SymbolCosts costs, CompressedNames names, long stored, bool compressed)
    {
        long characters = 0;
        for (int symbol = 0; symbol < costs.Count; symbol++)
            characters += costs.Symbols.Name(symbol).Length;
        long plain = characters + 2L * costs.Count;
        long codes = names.Codes.Length;
        long dictionary = compressed ? names.Tokens.ByteLength + (TokenTable.Size * 2) : 0;
        return new(
            costs.SameName().Count(), plain, stored, dictionary, Share(stored + dictionary, plain), Share(codes + dictionary, characters),
            Math.Round(Share(characters, costs.Count), 2), Math.Round(Share(codes, costs.Count), 2));
    }

    static double Share(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);
}
