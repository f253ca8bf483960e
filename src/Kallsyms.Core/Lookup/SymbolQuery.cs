using System.Globalization;

namespace Kallsyms.Lookup;

/// <summary>
/// Answers what people type: an address (hexadecimal, with 0x or at least 8 digits, also in the brackets of a log,
/// <c>[&lt;...&gt;]</c>, and with an offset, <c>ffffffff81001000+0x10</c>; fewer if no symbol has such a name and the kernel has code
/// or data there; offsets of per-cpu data are no addresses), a range of addresses (<c>0x1000-0x2000</c>, excluding its end), a name,
/// possibly demangled
/// (<c>kernel::print::call_printk</c>), a name with its module (<c>xfs:s_next</c>), a name with an offset into the symbol
/// (<c>name+0x1b</c>, or <c>name+0x1b/0x40</c>, where the size selects among symbols of one name; <c>name+27</c> is decimal, as gdb
/// and bpftrace print it), also as oopses and debuggers print it (<c>RIP: 0010:name+0x1b/0x40</c>, <c>name+0x1b/0x40 [xfs]</c>,
/// <c>&lt;name+27&gt;</c>), or a pattern
/// (<c>sched_*</c>; <c>*</c> is any text and <c>?</c> any character).
/// </summary>
public static class SymbolQuery
{
    const int MinDigits = 8;

    /// <summary>Returns all matches in address order; empty if nothing matches.</summary>
    public static IReadOnlyList<SymbolMatch> Find(KernelSymbols symbols, string query)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentNullException.ThrowIfNull(query);
        query = QueryText.Meaning(symbols, query);
        if (Address(symbols, query) is ulong address)
            return symbols.IsOffset(symbols.InWidth(address)) ? [] : At(symbols, symbols.InWidth(address));
        if (symbols.Find(query) is not null)
            return Named(symbols, query).Select(symbol => new SymbolMatch(symbol, 0)).ToArray();
        if (SymbolPattern.IsPattern(query))
            return Matching(symbols, SymbolPattern.FromWildcards(query));
        if (Range(query) is var (start, end))
            return Within(symbols, symbols.InWidth(start), end - start);
        int plus = query.LastIndexOf('+');
        if (plus > 0 && SymbolOffset.Parse(query[(plus + 1)..]) is { Size: null } more && Address(symbols, query[..plus]) is ulong from)
            return At(symbols, symbols.InWidth(from) + more.Bytes);
        List<SymbolMatch> found = plus > 0 ? Inside(symbols, query[..plus], SymbolOffset.Parse(query[(plus + 1)..]))
            : [.. Named(symbols, query).Select(symbol => new SymbolMatch(symbol, 0))];
        // It is short and all hexadecimal digits but not a known name, so it is an address after all, or a mistyped name.
        return found.Count == 0 && TryParse(query, out address)
            ? At(symbols, address).Where(match => symbols.Moves(match.Symbol.Index)).ToArray() : found;
    }

    /// <summary>Returns the symbol that contains an address, together with its aliases.</summary>
    public static IReadOnlyList<SymbolMatch> At(KernelSymbols symbols, ulong address)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        if (!symbols.TryFind(address, out KernelSymbol first, out ulong offset))
            return [];
        var matches = new List<SymbolMatch> { new(first, offset) };
        int start = first.Index;
        while (start > 0 && symbols[start - 1].Address == first.Address)
            start--;
        for (int i = start; i < symbols.Count && symbols[i].Address == first.Address; i++)
        {
            if (i != first.Index && !symbols[i].IsMapping)
                matches.Add(new(symbols[i], offset));
        }
        return matches;
    }

    /// <summary>Returns all symbols that match a pattern.</summary>
    public static IReadOnlyList<SymbolMatch> Matching(KernelSymbols symbols, SymbolPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentNullException.ThrowIfNull(pattern);
        return symbols.Where(symbol => !symbol.IsMapping && pattern.IsMatch(symbol)).Select(symbol => new SymbolMatch(symbol, 0)).ToArray();
    }

    static List<SymbolMatch> Within(KernelSymbols symbols, ulong start, ulong length)
    {
        var matches = new List<SymbolMatch>();
        ulong end = start + length;
        if (end <= start)
            return matches;
        if (symbols.TryFind(start, out KernelSymbol before, out ulong offset) && offset > 0)
            matches.Add(new(before, offset));
        matches.AddRange(symbols.Where(symbol => !symbol.IsMapping && symbol.Address >= start && symbol.Address < end)
            .Select(symbol => new SymbolMatch(symbol, 0)));
        return matches;
    }

    static List<SymbolMatch> Inside(KernelSymbols symbols, string name, SymbolOffset? place) => place is not { } inside ? []
        : [.. Named(symbols, name).Where(inside.IsIn).Select(symbol => new SymbolMatch(symbol, inside.Bytes))];

    /// <summary>Returns the symbols of a name, or of a name in a module.</summary>
    internal static IEnumerable<KernelSymbol> Named(KernelSymbols symbols, string name)
    {
        bool isKnown = symbols.Find(name) is not null;
        if (!isKnown && name.AsSpan().ContainsAny(':', '(', '<'))
        {
            KernelSymbol[] demangled = DemangledSymbols.Find(symbols, name).ToArray();
            if (demangled.Length > 0)
                return demangled;
        }
        return InModule(symbols, name, isKnown ? -1 : name.IndexOf(':'));
    }

    static IEnumerable<KernelSymbol> InModule(KernelSymbols symbols, string name, int colon)
    {
        string? module = colon > 0 ? name[..colon].Trim('[', ']') : null;
        for (KernelSymbol? next = symbols.Find(name.AsSpan(colon + 1)); next is { } symbol; next = symbols.FindNext(symbol))
        {
            if (module is null || symbol.Module == module || symbol.Module is null && module is "vmlinux")
                yield return symbol;
        }
    }

    /// <summary>Parses an address; null if the query is a name.</summary>
    internal static ulong? Address(KernelSymbols symbols, string query)
    {
        query = query.TrimStart('[', '<', '(', '{').TrimEnd(']', '>', ')', '}', ',', ';', ':', '.');
        bool marked = query.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return (marked || query.Length >= MinDigits && symbols.Find(query) is null) && TryParse(query, out ulong address) ? address : null;
    }

    /// <summary>
    /// The address, or start of a range, that a query has in another width than the symbols, and the one that is looked up for it; null:
    /// in the same.
    /// </summary>
    internal static (ulong Asked, ulong Taken)? InOtherWidth(KernelSymbols symbols, string query) =>
        (Address(symbols, query) ?? Range(query)?.Start) is ulong asked && symbols.InWidth(asked) is var taken && taken != asked
            ? (asked, taken) : null;

    /// <summary>Parses a range of addresses as written, even if its end is below its start.</summary>
    internal static (ulong Start, ulong End)? Range(string query)
    {
        int dash = query.IndexOf('-');
        return dash > 0 && TryParse(query[..dash], out ulong start) && TryParse(query[(dash + 1)..], out ulong end) ? (start, end) : null;
    }

    static bool TryParse(string text, out ulong value) => ulong.TryParse(
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text,
        NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
