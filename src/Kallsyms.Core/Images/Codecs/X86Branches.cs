using System.Buffers.Binary;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// The branch filter for x86, whose instructions have no fixed places: any e8 or e9 whose fourth distance byte is 00 or ff was taken for a
/// call, unless candidates close before it make that unlikely (the rule of XZ Utils and of the LZMA SDK).
/// </summary>
static class X86Branches
{
    // Which of the last candidates (bit 0: one byte before) still allow a conversion, and which byte of the result they may have touched.
    static ReadOnlySpan<bool> Allowed => [true, true, true, false, true, false, false, false];

    static ReadOnlySpan<byte> TouchedByte => [0, 1, 2, 2, 3, 3, 3, 3];

    /// <summary>Makes absolute targets relative again.</summary>
    public static void Undo(Span<byte> block)
    {
        uint recent = 0; // one bit per candidate left as it is; bit 4 and up: its distance did look like a call's
        int previous = -5;
        int at = 0;
        while (at < block.Length - 4)
        {
            int skip = block[at..^4].IndexOfAny((byte)0xe8, (byte)0xe9);
            if (skip < 0)
                return;
            at += skip;
            int distance = at - previous;
            previous = at;
            if (distance > 5)
                recent = 0;
            for (int i = 0; i < distance && recent != 0; i++)
                recent = (recent & 0x77) << 1;

            bool candidate = IsSignByte(block[at + 4]);
            if (candidate && recent >> 1 < 0x10 && Allowed[(int)(recent >> 1 & 7)])
            {
                Span<byte> field = block.Slice(at + 1, 4);
                uint target = Relative(BinaryPrimitives.ReadUInt32LittleEndian(field), (uint)(at + 5), recent);
                BinaryPrimitives.WriteUInt32LittleEndian(field, target & 0x1ffffff | 0u - (target & 0x1000000));
                at += 5;
                recent = 0;
            }
            else
            {
                at++;
                recent |= candidate ? 0x11u : 1u;
            }
        }
    }

    static uint Relative(uint target, uint next, uint recent)
    {
        while (true)
        {
            uint result = target - next;
            if (recent == 0)
                return result;
            int touched = TouchedByte[(int)(recent >> 1)] * 8;
            if (!IsSignByte((byte)(result >> (24 - touched))))
                return result;
            target = result ^ ((1u << (32 - touched)) - 1);
        }
    }

    static bool IsSignByte(byte value) => value is 0 or 0xff;
}
