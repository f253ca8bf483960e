using System.Numerics;

namespace Kallsyms.Images.Finding;

/// <summary>
/// A set of addresses that records which were seen. Designed for millions of queries that are nearly all negative: a table of occupied
/// mebibytes, which fits the processor's cache, answers most of them.
/// </summary>
sealed class AddressSet
{
    const int Mebibyte = 20;
    const int NearbyBits = 12;

    // Chosen per process, so that no image can be crafted with colliding addresses.
    static readonly ulong _factor = (ulong)Random.Shared.NextInt64() << 1 | 1;

    readonly bool[] _nearby = new bool[1 << NearbyBits];
    readonly ulong[] _slots; // an address plus one, or 0 if empty
    readonly bool[] _seen;
    readonly int _shift;

    public AddressSet(ReadOnlySpan<ulong> addresses)
    {
        int bits = BitOperations.Log2((uint)addresses.Length * 2 | 1) + 1;
        (_slots, _seen, _shift) = (new ulong[1 << bits], new bool[1 << bits], 64 - bits);
        foreach (ulong address in addresses)
        {
            _slots[SlotOf(address)] = address + 1;
            _nearby[Nearby(address)] = true;
        }
    }

    /// <summary>Records that an address was seen; returns false if it is not in the set.</summary>
    public bool See(ulong address) => _nearby[Nearby(address)] && SeeExactly(address);

    /// <summary>Returns how many of some addresses were seen.</summary>
    public int CountSeen(ReadOnlySpan<ulong> addresses)
    {
        int count = 0;
        foreach (ulong address in addresses)
            count += _seen[SlotOf(address)] ? 1 : 0;
        return count;
    }

    bool SeeExactly(ulong address)
    {
        int slot = SlotOf(address);
        return _slots[slot] != 0 && (_seen[slot] = true);
    }

    // The slot of an address, or the empty one where it would go.
    int SlotOf(ulong address)
    {
        int slot = (int)(address * _factor >> _shift);
        while (_slots[slot] != 0 && _slots[slot] != address + 1)
            slot = slot + 1 & _slots.Length - 1;
        return slot;
    }

    static int Nearby(ulong address) => (int)((address >> Mebibyte) * _factor >> 64 - NearbyBits);
}
