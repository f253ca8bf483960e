using System.Buffers.Binary;
using System.Numerics;

namespace Kallsyms.Tokens;

/// <summary>A hash of a name's bytes that is the same in every process and on every machine.</summary>
static class NameHash
{
    const ulong Factor = 0xD6E8_FEB8_6659_FD93;

    /// <summary>Returns 64 well mixed bits.</summary>
    public static ulong Of(ReadOnlySpan<byte> name)
    {
        ulong hash = (ulong)name.Length * Factor;
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name));
        ulong rest = 0;
        foreach (byte value in name)
            rest = rest << 8 | value;
        return Mix(Mix(hash ^ rest));
    }

    static ulong Mix(ulong value)
    {
        value *= Factor;
        return value ^ BitOperations.RotateLeft(value, 29) ^ value >> 32;
    }
}
