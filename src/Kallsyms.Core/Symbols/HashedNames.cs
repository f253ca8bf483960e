using System.Numerics;
using System.Runtime.InteropServices;

namespace Kallsyms.Symbols;

/// <summary>
/// An open-addressing table of the first symbol of each name, and a chain from there to its namesakes in table order. Linear in the number
/// of symbols, also where thousands share a name.
/// </summary>
sealed class HashedNames
{
    const ulong Factor = 0xD6E8_FEB8_6659_FD93;

    // Of this process, so that no file can be made of names that collide.
    static readonly ulong _seed = (ulong)Random.Shared.NextInt64();

    readonly SymbolList _symbols;
    readonly int[] _next; // the next symbol of the same name plus one; 0: there is none

    // Symbol number plus one, 0 is empty; above it bits of the name's hash, which tell most other names without a look at them.
    readonly uint[] _slots;
    readonly uint _mask;
    readonly uint _numbers;

    public HashedNames(SymbolList symbols)
    {
        _symbols = symbols;
        uint size = BitOperations.RoundUpToPowerOf2((uint)(symbols.Count * 3L / 2 + 1));
        _slots = new uint[size];
        _next = new int[symbols.Count];
        _mask = size - 1;
        _numbers = BitOperations.RoundUpToPowerOf2((uint)symbols.Count + 1) - 1;
        // From the back: what is put in last is found first.
        for (int i = symbols.Count - 1; i >= 0; i--)
        {
            ref uint slot = ref SlotOf(symbols.Name(i), out uint mark);
            _next[i] = (int)(slot & _numbers);
            slot = mark | (uint)(i + 1);
        }
    }

    /// <summary>The first symbol of that name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name) => (int)(SlotOf(name, out _) & _numbers) - 1;

    /// <summary>The next symbol of the same name behind <paramref name="symbol"/>, or -1.</summary>
    public int Next(int symbol) => _next[symbol] - 1;

    // The slot of a name, or the empty one where it would be; and what stands in it beside the number.
    ref uint SlotOf(ReadOnlySpan<byte> name, out uint mark)
    {
        ulong hash = Hash(name);
        mark = (uint)(hash >> 32) & ~_numbers;
        uint[] slots = _slots;
        for (uint place = (uint)hash & _mask; ; place = place + 1 & _mask)
        {
            uint slot = slots[place];
            if (slot == 0 || (slot & ~_numbers) == mark && _symbols.Name((int)(slot & _numbers) - 1).SequenceEqual(name))
                return ref slots[place];
        }
    }

    static ulong Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = _seed ^ (ulong)name.Length;
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(name));
        ulong rest = 0;
        foreach (byte value in name)
            rest = rest << 8 | value;
        return Mix(Mix(hash ^ rest));
    }

    // The high half of the product: it depends on all bits of what is mixed, and of the seed.
    static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Factor ^ _seed << 1, out ulong low);
        return high ^ low;
    }
}
