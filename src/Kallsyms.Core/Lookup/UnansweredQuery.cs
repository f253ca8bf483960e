namespace Kallsyms.Lookup;

/// <summary>Why a query found nothing, and what may have been meant.</summary>
/// <param name="Reason">What is wrong with the query, or null if there is simply no such name or address.</param>
/// <param name="Suggestions">Similar names.</param>
sealed record UnansweredQuery(string? Reason, IReadOnlyList<string> Suggestions)
{
    const int MostSizes = 5;

    /// <summary>Examines a query to which <see cref="SymbolQuery"/> has no answer.</summary>
    public static UnansweredQuery Examine(KernelSymbols symbols, string query)
    {
        query = QueryText.Meaning(symbols, query);
        if (SymbolQuery.Range(query) is var (start, end) && end <= start)
            return new(end == start ? "the range is empty: its end is not part of it" : "the range ends before it starts", []);
        if (SymbolQuery.Address(symbols, query) is ulong address)
            return new(Outside(symbols, address), []);
        if (query.AsSpan().ContainsAny("^|\\") || query.Contains(".*", StringComparison.Ordinal))
            return new("for a regular expression, say --regex", []);
        if (query.IndexOf(':') is > 0 and int colon && !query.Contains("::", StringComparison.Ordinal))
            return new(NotInModule(symbols, query[..colon].Trim('[', ']'), query[(colon + 1)..]), []);
        int plus = query.LastIndexOf('+');
        string name = plus > 0 ? query[..plus] : query;
        KernelSymbol[] named = plus > 0 ? SymbolQuery.Named(symbols, name).ToArray() : [];
        return named.Length > 0 ? new(Misplaced(name, query[(plus + 1)..], named), []) : new(null, NameSuggestions.Find(symbols, name));
    }

    static string? Outside(KernelSymbols symbols, ulong address)
    {
        if (symbols.IsOffset(address) && symbols.TryFind(address, out KernelSymbol offset, out ulong bytes))
            return $"no code or data lies at so low an address; as an offset into per-cpu data it is {offset.Name}+0x{bytes:x}";
        KernelSymbol[] own =
            symbols.Where(symbol => symbol.Module is null && symbol.Type is not ('A' or 'a') && !symbol.IsMapping).ToArray();
        if (own.Length == 0 || address >= own[0].Address && address <= own[^1].Address)
            return null;
        return $"the symbols lie from 0x{own[0].Address:x} to 0x{own[^1].Address:x}; for an address of a running kernel, which may have "
            + "been moved (KASLR), say --kaslr, and for one of a module, give its /proc/kallsyms";
    }

    static string NotInModule(KernelSymbols symbols, string module, string name) =>
        symbols.Any(symbol => symbol.Module == module) ? $"module {module} has no symbol '{name}'"
            : symbols.Any(symbol => symbol.Module is not null) ? $"no module '{module}' is loaded there"
            : "no symbols of modules were read; those of a running kernel are in its /proc/kallsyms, and in dumps of its memory";

    static string Misplaced(string name, string text, KernelSymbol[] named)
    {
        if (SymbolOffset.Parse(text) is not { } place)
            return $"'{text}' is no offset: hexadecimal ones begin with 0x, others are decimal";
        IEnumerable<string> sizes = named.Select(symbol => $"0x{symbol.Size:x}").Distinct().Take(MostSizes);
        string has = $"{name} has {string.Join(" or ", sizes)} bytes here";
        return place.Size is ulong size && named.All(symbol => symbol.Size != size) ? $"{has}, not 0x{size:x}: another build?" : has;
    }
}
