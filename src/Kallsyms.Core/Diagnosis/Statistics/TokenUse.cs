using System.Text;
using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>A token and its benefit.</summary>
/// <param name="Code">Its byte code.</param>
/// <param name="Text">What it stands for; the first token of a name starts with the type letter.</param>
/// <param name="Uses">The number of times it occurs in names.</param>
/// <param name="Saves">
/// The number of bytes that its uses save compared with one byte per character. The sum over all tokens is what compression saves,
/// before the dictionary.
/// </param>
readonly record struct TokenUse(int Code, string Text, int Uses, long Saves)
{
    internal static IReadOnlyList<TokenUse> Count(CompressedNames names)
    {
        var uses = new int[TokenTable.Size];
        foreach (byte code in names.Codes)
            uses[code]++;
        return Enumerable.Range(0, TokenTable.Size)
            .Where(code => uses[code] > 0)
            .Select(code => new TokenUse(
                code, Encoding.UTF8.GetString(names.Tokens[code]), uses[code], uses[code] * (names.Tokens[code].Length - 1L)))
            .OrderByDescending(use => use.Saves)
            .ThenByDescending(use => use.Uses).ToArray();
    }
}
