namespace Kallsyms.Symbols;

/// <summary>
/// Looks up symbols by name. The first queries scan all names, since hashing takes half as long as reading a list and most callers
/// query only a few. Safe for concurrent use.
/// </summary>
sealed class NameLookup(SymbolList symbols)
{
    const int Scans = 16;

    int _questions;
    HashedNames? _hashed;

    /// <summary>Returns the first symbol of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name) => Hashed() is { } hashed ? hashed.Find(name) : symbols.IndexOf(name, 0);

    /// <summary>Returns the next symbol of the same name after <paramref name="symbol"/>, or -1.</summary>
    public int Next(int symbol) => Hashed() is { } hashed ? hashed.Next(symbol) : symbols.IndexOf(symbols.Name(symbol), symbol + 1);

    /// <summary>Whether a symbol of that name has that address.</summary>
    public bool Has(ReadOnlySpan<byte> name, ulong address)
    {
        int symbol = Find(name);
        while (symbol >= 0 && symbols.Addresses[symbol] != address)
            symbol = Next(symbol);
        return symbol >= 0;
    }

    HashedNames? Hashed() => _hashed is null && Interlocked.Increment(ref _questions) > Scans
        ? LazyInitializer.EnsureInitialized(ref _hashed, () => new(symbols)) : _hashed;
}
