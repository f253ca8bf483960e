using System.Buffers;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>Checks that all types are letters that nm prints, since tables are made from its lists.</summary>
static class KnownLetters
{
    // If more are others, another tool made the list.
    const int MostOther = 3;

    // nm(1), "The symbol type".
    static readonly SearchValues<byte> _letters = SearchValues.Create("?-AaBbCcDdGgIiNnpRrSsTtUuVvWw"u8);

    /// <summary>Returns what is wrong, for people; null if nothing is.</summary>
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
