using System.Buffers.Binary;

namespace Kallsyms.Unpacking;

/// <summary>
/// The branch filter for RISC-V (XZ Utils 5.6): jal with ra or t0, and auipc with a following instruction that uses its register as a
/// base. In a converted pair, the second word holds the whole address, high byte first, and the first is an auipc with x2.
/// </summary>
static class RiscvBranches
{
    const int Pair = 8;
    const uint Auipc = 0x17;
    const uint AuipcOfX2 = Auipc | 2 << 7;

    /// <summary>Makes absolute targets relative again; see <see cref="BranchFilter"/>.</summary>
    public static int Undo(Span<byte> block, uint position)
    {
        int i = 0;
        while (i + Pair <= block.Length)
        {
            if (block[i] == 0xef && (block[i + 1] & 0x0d) == 0)
                i += UndoJump(block.Slice(i, 4), position + (uint)i);
            else if ((block[i] & 0x7f) == Auipc)
                i += UndoPair(block.Slice(i, Pair), position + (uint)i);
            else
                i += 2;
        }
        return i;
    }

    // A 20-bit distance in halfwords, as plain bits of the target, without the mixing that jal has.
    static int UndoJump(Span<byte> jump, uint position)
    {
        uint target = (uint)((jump[1] & 0xf0) << 13 | jump[2] << 9 | jump[3] << 1) - position;
        jump[1] = (byte)((uint)(jump[1] & 0x0f) | target >> 8 & 0xf0);
        jump[2] = (byte)(target >> 16 & 0x0f | target >> 7 & 0x10 | target << 4 & 0xe0);
        jump[3] = (byte)(target >> 4 & 0x7f | target >> 13 & 0x80);
        return 4;
    }

    static int UndoPair(Span<byte> pair, uint position)
    {
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(pair);
        uint second = BinaryPrimitives.ReadUInt32LittleEndian(pair[4..]);
        if ((first & 0xe80) != 0) // neither x0 nor x2: it was left alone, or stands for an auipc with x2 that looked converted
        {
            if (((first << 8 ^ second - 3) & 0xf8003) != 0)
                return 6;
            uint address = (first & 0xfffff000) + (second >> 20);
            (first, second) = (AuipcOfX2 | second << 12, address);
        }
        else
        {
            uint register = first >> 27;
            if (first - (AuipcOfX2 | 3 << 12) << 18 >= (register & 0x1d))
                return 4;
            uint distance = BinaryPrimitives.ReadUInt32BigEndian(pair[4..]) - position;
            second = first >> 12 | distance << 20;
            first = Auipc | register << 7 | distance + 0x800 & 0xfffff000;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(pair, first);
        BinaryPrimitives.WriteUInt32LittleEndian(pair[4..], second);
        return Pair;
    }
}
