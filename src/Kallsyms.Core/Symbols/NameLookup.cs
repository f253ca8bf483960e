using System.Numerics;
using System.Runtime.InteropServices;

namespace Kallsyms.Symbols;

/// <summary>
/// Symbols by name: an open-addressing table of the first symbol of each name, and a chain from there to its namesakes in table order.
/// Linear in the number of symbols, also where thousands share a name.
/// </summary>
sealed class NameLookup
{
    const ulong Factor = 0xD6E8_FEB8_6659_FD93;

    // Of this process, so that no file can be made of names that collide.
    static readonly ulong _seed = (ulong)Random.Shared.NextInt64();

    readonly SymbolList _symbols;
    readonly int[] _slots; // symbol number plus one; 0 is empty
    readonly int[] _next; // the next symbol of the same name plus one; 0: there is none
    readonly uint _mask;

    public NameLookup(SymbolList symbols)
    {
        _symbols = symbols;
        uint size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(symbols.Count, 1) * 2);
        _slots = new int[size];
        _next = new int[symbols.Count];
        _mask = size - 1;
        // From the back: what is put in last is found first.
        for (int i = symbols.Count - 1; i >= 0; i--)
        {
            ref int slot = ref SlotOf(symbols.Name(i));
            (_next[i], slot) = (slot, i + 1);
        }
    }

    /// <summary>The first symbol of that name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name) => SlotOf(name) - 1;

    /// <summary>The next symbol of the same name behind <paramref name="symbol"/>, or -1.</summary>
    public int Next(int symbol) => _next[symbol] - 1;

    /// <summary>True when a symbol of that name has that address.</summary>
    public bool Has(ReadOnlySpan<byte> name, ulong address)
    {
        int symbol = Find(name);
        while (symbol >= 0 && _symbols.Addresses[symbol] != address)
            symbol = Next(symbol);
        return symbol >= 0;
    }

    // The slot of a name, or the empty one where it would be.
    ref int SlotOf(ReadOnlySpan<byte> name)
    {
        uint slot = Hash(name) & _mask;
        while (_slots[slot] != 0 && !_symbols.Name(_slots[slot] - 1).SequenceEqual(name))
            slot = slot + 1 & _mask;
        return ref _slots[slot];
    }

    static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = _seed ^ (ulong)name.Length;
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(name));
        ulong rest = 0;
        foreach (byte value in name)
            rest = rest << 8 | value;
        return (uint)Mix(Mix(hash ^ rest));
    }

    // The high half of the product: it depends on all bits of what is mixed, and of the seed.
    static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Factor ^ _seed << 1, out ulong low);
        return high ^ low;
    }
}
