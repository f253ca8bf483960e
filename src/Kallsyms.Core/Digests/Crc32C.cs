using System.Buffers.Binary;
using System.Numerics;

namespace Kallsyms.Digests;

/// <summary>CRC-32C (Castagnoli's polynomial, RFC 3720), low bit first, starting with ones and inverted at the end.</summary>
static class Crc32C
{
    /// <summary>Returns the checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint register = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            register = BitOperations.Crc32C(register, value);
        return ~register;
    }

    /// <summary>Returns the checksum as Snappy streams store it: rotated by 15 bits, plus a constant (framing_format.txt, 3).</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Compute(bytes), 15) + 0xa282ead8;
}
