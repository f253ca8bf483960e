namespace Kallsyms.Symbols;

/// <summary>
/// Symbols by name. The first questions are answered by a look at all names: hashing them takes as long as half of reading a list, and
/// most who ask want to know of a few. Any number of threads may ask at once.
/// </summary>
sealed class NameLookup(SymbolList symbols)
{
    const int Scans = 16;

    int _questions;
    HashedNames? _hashed;

    /// <summary>The first symbol of that name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name) => Hashed() is { } hashed ? hashed.Find(name) : symbols.IndexOf(name, 0);

    /// <summary>The next symbol of the same name behind <paramref name="symbol"/>, or -1.</summary>
    public int Next(int symbol) => Hashed() is { } hashed ? hashed.Next(symbol) : symbols.IndexOf(symbols.Name(symbol), symbol + 1);

    /// <summary>True when a symbol of that name has that address.</summary>
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
