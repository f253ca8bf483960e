using System.Numerics;
using System.Runtime.InteropServices;

namespace Kallsyms.Symbols;

/// <summary>
/// An open-addressing table of the first symbol of each name, with a chain to its namesakes in table order. Time is linear in the
/// number of symbols even if thousands share a name.
/// </summary>
sealed class HashedNames
{
    const ulong Factor = 0xD6E8_FEB8_6659_FD93;

    // Chosen per process, so that no file can be crafted with colliding names.
    static readonly ulong _seed = (ulong)Random.Shared.NextInt64();

    readonly SymbolList _symbols;
    readonly int[] _next; // the next symbol of the same name plus one, or 0

    // Symbol number plus one, or 0 if empty. The bits above it come from the name's hash and rule out most other names without
    // comparing them.
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
        // From the end: what is inserted last is found first.
        for (int i = symbols.Count - 1; i >= 0; i--)
        {
            ref uint slot = ref SlotOf(symbols.Name(i), out uint mark);
            _next[i] = (int)(slot & _numbers);
            slot = mark | (uint)(i + 1);
        }
    }

    /// <summary>Returns the first symbol of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name) => (int)(SlotOf(name, out _) & _numbers) - 1;

    /// <summary>Returns the next symbol of the same name after <paramref name="symbol"/>, or -1.</summary>
    public int Next(int symbol) => _next[symbol] - 1;

    // The slot of a name, or the empty one where it would go, and the hash bits stored beside the number.
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

    // The high half of the product depends on all bits of the input and of the seed.
    static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Factor ^ _seed << 1, out ulong low);
        return high ^ low;
    }
}
