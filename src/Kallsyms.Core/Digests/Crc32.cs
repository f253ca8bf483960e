namespace Kallsyms.Digests;

/// <summary>CRC-32 of IEEE 802.3 and zlib (polynomial 0xedb88320, low bit first), without the inversion at either end.</summary>
static class Crc32
{
    static readonly uint[] _table = MakeTable();

    /// <summary>
    /// Continues from a register value. Flash formats start with zeros or ones; zlib and image tables start with ones and invert the
    /// result.
    /// </summary>
    public static uint Compute(uint register, ReadOnlySpan<byte> bytes)
    {
        if (register == uint.MaxValue)
            return ~System.IO.Hashing.Crc32.HashToUInt32(bytes);
        foreach (byte value in bytes)
            register = register >> 8 ^ _table[(byte)(register ^ value)];
        return register;
    }

    /// <summary>Returns the checksum of gzip, zip, xz and U-Boot, which starts with ones and is inverted.</summary>
    public static uint OfZip(ReadOnlySpan<byte> bytes) => System.IO.Hashing.Crc32.HashToUInt32(bytes);

    static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? value >> 1 ^ 0xedb88320 : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
