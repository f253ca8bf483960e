using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>How well the names of a table are compressed.</summary>
/// <param name="Distinct">Number of different names.</param>
/// <param name="PlainBytes">Type letters and names as they are, each with one byte that ends it.</param>
/// <param name="StoredBytes">Bytes of the names sub-table: codes, and lengths.</param>
/// <param name="DictionaryBytes">Bytes of token table and token index; 0 when names are not compressed.</param>
/// <param name="Ratio">Stored bytes and dictionary to plain bytes; 0 for no names.</param>
/// <param name="SelfTestRatio">
/// The same as CONFIG_KALLSYMS_SELFTEST counts it, in which lengths count for nothing and the type letter is no part of the name.
/// </param>
/// <param name="MeanLength">Characters of a name, on average, without the type letter.</param>
/// <param name="MeanCodes">Codes of a name, on average, with the type letter's.</param>
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
