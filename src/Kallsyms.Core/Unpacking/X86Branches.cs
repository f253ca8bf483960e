using System.Buffers.Binary;

namespace Kallsyms.Unpacking;

/// <summary>
/// The branch filter for x86, whose instructions have no fixed positions: any e8 or e9 whose fourth distance byte is 00 or ff was taken
/// for a call, unless nearby earlier candidates make that unlikely (the rule of XZ Utils and of the LZMA SDK).
/// </summary>
sealed class X86Branches
{
    // Which recent candidates (bit 0: one byte before) still allow a conversion, and which byte of the result they may have touched.
    static ReadOnlySpan<bool> Allowed => [true, true, true, false, true, false, false, false];

    static ReadOnlySpan<byte> TouchedByte => [0, 1, 2, 2, 3, 3, 3, 3];

    uint _recent; // one bit per candidate left alone; bit 4 and up: its distance did look like a call's
    long _previous = -5; // the position of the last candidate

    /// <summary>Makes absolute targets relative again; see <see cref="BranchFilter"/>.</summary>
    public int Undo(Span<byte> block, uint position)
    {
        int at = 0;
        while (at < block.Length - 4)
        {
            int skip = block[at..^4].IndexOfAny((byte)0xe8, (byte)0xe9);
            if (skip < 0)
                return block.Length - 4;
            at += skip;
            long distance = position + at - _previous;
            _previous = position + at;
            if (distance > 5)
                _recent = 0;
            for (long i = 0; i < distance && _recent != 0; i++)
                _recent = (_recent & 0x77) << 1;

            bool candidate = IsSignByte(block[at + 4]);
            if (candidate && _recent >> 1 < 0x10 && Allowed[(int)(_recent >> 1 & 7)])
            {
                Span<byte> field = block.Slice(at + 1, 4);
                uint target = Relative(BinaryPrimitives.ReadUInt32LittleEndian(field), position + (uint)(at + 5), _recent);
                BinaryPrimitives.WriteUInt32LittleEndian(field, target & 0x1ffffff | 0u - (target & 0x1000000));
                at += 5;
                _recent = 0;
            }
            else
            {
                at++;
                _recent |= candidate ? 0x11u : 1u;
            }
        }
        return at;
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
