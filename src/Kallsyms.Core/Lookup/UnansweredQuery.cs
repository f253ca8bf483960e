namespace Kallsyms.Lookup;

/// <summary>Why a query found nothing, and what may have been meant.</summary>
/// <param name="Reason">What is wrong with the query; null: there is no such name or address.</param>
/// <param name="Suggestions">Names near the one that was asked for.</param>
sealed record UnansweredQuery(string? Reason, IReadOnlyList<string> Suggestions)
{
    const int MostSizes = 5;

    /// <summary>Looks into a query to which <see cref="SymbolQuery"/> has no answer.</summary>
    public static UnansweredQuery Examine(KernelSymbols symbols, string query)
    {
        if (SymbolQuery.Range(query) is var (start, end) && end <= start)
            return new(end == start ? "the range is empty: its end is not part of it" : "the range ends before it starts", []);
        int plus = query.LastIndexOf('+');
        string name = plus > 0 ? query[..plus] : query;
        KernelSymbol[] named = plus > 0 ? [.. SymbolQuery.Named(symbols, name)] : [];
        return named.Length > 0 ? new(Misplaced(name, query[(plus + 1)..], named), []) : new(null, NameSuggestions.Find(symbols, name));
    }

    static string Misplaced(string name, string text, KernelSymbol[] named)
    {
        if (SymbolOffset.Parse(text) is not { } place)
            return $"'{text}' is no offset: hexadecimal ones begin with 0x, others are decimal";
        IEnumerable<string> sizes = named.Select(symbol => $"0x{symbol.Size:x}").Distinct().Take(MostSizes);
        string has = $"{name} has {string.Join(" or ", sizes)} bytes here";
        return place.Size is ulong size && named.All(symbol => symbol.Size != size) ? $"{has}, not 0x{size:x}: another build?" : has;
    }
}
