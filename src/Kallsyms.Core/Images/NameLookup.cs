using System.Numerics;
using Kallsyms.Symbols;

namespace Kallsyms.Images;

/// <summary>
/// Symbols by name: an open-addressing table of symbol numbers. Of symbols with one name the first in table order is found first, and the
/// others behind it.
/// </summary>
sealed class NameLookup
{
    readonly SymbolList _symbols;
    readonly int[] _slots; // symbol number plus one; 0 is empty
    readonly uint _mask;

    public NameLookup(SymbolList symbols)
    {
        _symbols = symbols;
        uint size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(symbols.Count, 1) * 2);
        _slots = new int[size];
        _mask = size - 1;
        for (int i = 0; i < symbols.Count; i++)
        {
            uint slot = Hash(symbols.Name(i)) & _mask;
            while (_slots[slot] != 0)
                slot = slot + 1 & _mask;
            _slots[slot] = i + 1;
        }
    }

    /// <summary>The first symbol of that name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name) => Next(name, -1);

    /// <summary>The next symbol of the same name behind <paramref name="previous"/>, or -1.</summary>
    public int Next(ReadOnlySpan<byte> name, int previous)
    {
        for (uint slot = Hash(name) & _mask; _slots[slot] != 0; slot = slot + 1 & _mask)
        {
            int symbol = _slots[slot] - 1;
            if (symbol > previous && _symbols.Name(symbol).SequenceEqual(name))
                return symbol;
        }
        return -1;
    }

    /// <summary>True when a symbol of that name has that address.</summary>
    public bool Has(ReadOnlySpan<byte> name, ulong address)
    {
        for (int symbol = Find(name); symbol >= 0; symbol = Next(name, symbol))
        {
            if (_symbols.Addresses[symbol] == address)
                return true;
        }
        return false;
    }

    // FNV-1a; its low bits are mixed well enough for names.
    static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte value in name)
            hash = (hash ^ value) * 16777619;
        return hash ^ hash >> 15;
    }
}
