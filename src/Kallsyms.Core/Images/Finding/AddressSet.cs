using System.Numerics;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Addresses, and which of them were seen. Made for millions of questions that nearly all say no: whether any address lies in the
/// question's mebibyte tells most of them from a table that stays in the processor's cache.
/// </summary>
sealed class AddressSet
{
    const int Mebibyte = 20;
    const int NearbyBits = 12;

    // Of this process, so that no image can be made of addresses that collide.
    static readonly ulong _factor = (ulong)Random.Shared.NextInt64() << 1 | 1;

    readonly bool[] _nearby = new bool[1 << NearbyBits];
    readonly ulong[] _slots; // an address plus one; 0 is empty
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

    /// <summary>Notes that an address was seen; false: it is none of these.</summary>
    public bool See(ulong address) => _nearby[Nearby(address)] && SeeExactly(address);

    /// <summary>How many of some addresses were seen.</summary>
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

    // The slot of an address, or the empty one where it would be.
    int SlotOf(ulong address)
    {
        int slot = (int)(address * _factor >> _shift);
        while (_slots[slot] != 0 && _slots[slot] != address + 1)
            slot = slot + 1 & _slots.Length - 1;
        return slot;
    }

    static int Nearby(ulong address) => (int)((address >> Mebibyte) * _factor >> 64 - NearbyBits);
}
