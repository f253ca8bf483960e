using System.Buffers;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>Whether all types are letters that nm prints: tables are made of its lists.</summary>
static class KnownLetters
{
    // Where more are others, another tool made the list.
    const int MostOther = 3;

    // nm(1), "The symbol type".
    static readonly SearchValues<byte> _letters = SearchValues.Create("?-AaBbCcDdGgIiNnpRrSsTtUuVvWw"u8);

    /// <summary>What is wrong, for people; null: nothing.</summary>
    public static string? Objection(SymbolList symbols)
    {
        int first = symbols.Types.IndexOfAnyExcept(_letters);
        if (first < 0)
            return null;
        int count = 0;
        foreach (byte type in symbols.Types)
            count += _letters.Contains(type) ? 0 : 1;
        return count > MostOther ? null
            : $"{count} of {symbols.Count} symbols have a type that nm does not print; the first is {symbols.NameText(first)}, "
                + $"'{(char)symbols.Types[first]}'";
    }
}
