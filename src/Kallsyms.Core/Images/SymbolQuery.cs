using System.Globalization;

namespace Kallsyms.Images;

/// <summary>One answer to a query.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Offset">Bytes from its start to the address that was asked for.</param>
public readonly record struct SymbolMatch(KernelSymbol Symbol, ulong Offset)
{
    /// <summary>The address that was asked for.</summary>
    public ulong Address => Symbol.Address + Offset;

    /// <summary>As the kernel prints it.</summary>
    public override string ToString() => $"{Symbol.Name}+0x{Offset:x}/0x{Symbol.Size:x}{(Symbol.Module is { } module ? $" [{module}]" : "")}";
}

/// <summary>
/// Answers what people type: an address (hexadecimal, 0x or at least 8 digits), a name, or a name with an offset into the symbol
/// (<c>name+0x1b</c>, <c>name+0x1b/0x40</c>, the size choosing among symbols of one name).
/// </summary>
public static class SymbolQuery
{
    const int MinDigits = 8;

    /// <summary>All matches, none: nothing is there.</summary>
    public static IReadOnlyList<SymbolMatch> Find(KernelSymbols symbols, string query)
    {
        if (Address(symbols, query) is ulong address)
            return At(symbols, address);
        if (symbols.Find(query) is { } exact)
            return [.. Named(symbols, exact).Select(symbol => new SymbolMatch(symbol, 0))];
        int plus = query.LastIndexOf('+');
        if (plus > 0 && symbols.Find(query.AsSpan(0, plus)) is { } first)
            return Inside(symbols, first, query[(plus + 1)..]);
        // Short and of such letters only, but no name: an address after all.
        return TryParse(query, out address) ? At(symbols, address) : [];
    }

    /// <summary>Every symbol that starts where the one of an address starts: it, and its aliases.</summary>
    public static IReadOnlyList<SymbolMatch> At(KernelSymbols symbols, ulong address)
    {
        if (!symbols.TryFind(address, out KernelSymbol first, out ulong offset))
            return [];
        var matches = new List<SymbolMatch>();
        for (int i = first.Index; i < symbols.Count && symbols[i].Address == first.Address; i++)
            matches.Add(new(symbols[i], offset));
        return matches;
    }

    static ulong? Address(KernelSymbols symbols, string query)
    {
        bool marked = query.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return (marked || query.Length >= MinDigits && symbols.Find(query) is null) && TryParse(query, out ulong address) ? address : null;
    }

    static List<SymbolMatch> Inside(KernelSymbols symbols, KernelSymbol first, string text)
    {
        int slash = text.IndexOf('/');
        ulong size = 0;
        if (!TryParse(slash < 0 ? text : text[..slash], out ulong offset) || slash >= 0 && !TryParse(text[(slash + 1)..], out size))
            return [];
        return [.. Named(symbols, first).Where(symbol => (offset == 0 || offset < symbol.Size) && (slash < 0 || symbol.Size == size))
            .Select(symbol => new SymbolMatch(symbol, offset))];
    }

    static IEnumerable<KernelSymbol> Named(KernelSymbols symbols, KernelSymbol first)
    {
        for (KernelSymbol? next = first; next is { } symbol; next = symbols.FindNext(symbol))
            yield return symbol;
    }

    static bool TryParse(string text, out ulong value) => ulong.TryParse(
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
