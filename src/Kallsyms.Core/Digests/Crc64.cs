namespace Kallsyms.Digests;

/// <summary>
/// CRC-64 of .xz (xz-file-format.txt, 6: the polynomial of ECMA-182, low bit first, starting with ones and inverted at the end).
/// </summary>
static class Crc64
{
    const ulong Polynomial = 0xc96c5795d7870f42;

    static readonly ulong[] _table = MakeTable();

    /// <summary>The initial value of the register.</summary>
    public const ulong Start = ulong.MaxValue;

    /// <summary>Returns the register after further bytes.</summary>
    public static ulong Append(ulong register, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            register = register >> 8 ^ _table[(byte)(register ^ value)];
        return register;
    }

    /// <summary>Returns the checksum for a register value.</summary>
    public static ulong Finish(ulong register) => ~register;

    static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (uint i = 0; i < 256; i++)
        {
            ulong value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? value >> 1 ^ Polynomial : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
