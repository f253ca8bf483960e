using System.Buffers.Binary;

namespace Kallsyms.Unpacking;

/// <summary>Undoes a branch filter in a block of bytes.</summary>
/// <param name="bytes">The bytes; those not yet processed are given again, followed by more.</param>
/// <param name="position">The position of the first byte.</param>
/// <returns>The number of bytes that are done.</returns>
delegate int BranchFilter(Span<byte> bytes, uint position);

/// <summary>
/// The branch filters of .xz: before compression, relative call targets were made absolute, so that calls of one function look alike.
/// Undoing it is arithmetic per instruction (xz-file-format.txt 5.3.2; the instruction encodings are the processors').
/// </summary>
static class BranchFilters
{
    /// <summary>Creates the filter with an id from a block's header, for use from the start; returns null if there is none.</summary>
    public static BranchFilter? Create(ulong id) => id switch
    {
        0x04 => new X86Branches().Undo,
        0x05 => UndoPowerPC,
        0x07 => UndoArm,
        0x08 => UndoThumb,
        0x09 => UndoSparc,
        0x0a => UndoArm64,
        0x0b => RiscvBranches.Undo,
        _ => null,
    };

    // bl: a 24-bit word distance, relative to two instructions further on.
    static int UndoArm(Span<byte> block, uint position)
    {
        int i = 0;
        for (; i + 4 <= block.Length; i += 4)
        {
            if (block[i + 3] != 0xeb)
                continue;
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block[i..]);
            uint target = (((word & 0xffffff) << 2) - (position + (uint)i + 8)) >> 2 & 0xffffff;
            BinaryPrimitives.WriteUInt32LittleEndian(block[i..], word & 0xff000000 | target);
        }
        return i;
    }

    // A Thumb bl is a pair of halfwords with 11 bits of the distance each.
    static int UndoThumb(Span<byte> block, uint position)
    {
        int i = 0;
        for (; i + 4 <= block.Length; i += 2)
        {
            if ((block[i + 1] & 0xf8) != 0xf0 || (block[i + 3] & 0xf8) != 0xf8)
                continue;
            uint high = BinaryPrimitives.ReadUInt16LittleEndian(block[i..]) & 0x7ffu;
            uint low = BinaryPrimitives.ReadUInt16LittleEndian(block[(i + 2)..]) & 0x7ffu;
            uint target = ((high << 11 | low) << 1) - (position + (uint)i + 4) >> 1;
            BinaryPrimitives.WriteUInt16LittleEndian(block[i..], (ushort)(0xf000 | target >> 11 & 0x7ff));
            BinaryPrimitives.WriteUInt16LittleEndian(block[(i + 2)..], (ushort)(0xf800 | target & 0x7ff));
            i += 2;
        }
        return i;
    }

    // bl with the link bit set and the absolute bit clear.
    static int UndoPowerPC(Span<byte> block, uint position)
    {
        int i = 0;
        for (; i + 4 <= block.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(block[i..]);
            if ((word & 0xfc000003) == 0x48000001)
                BinaryPrimitives.WriteUInt32BigEndian(block[i..], 0x48000001 | (word & 0x03fffffc) - (position + (uint)i) & 0x03fffffc);
        }
        return i;
    }

    // call: 30 bits; only those that are a sign extension from bit 22 were converted.
    static int UndoSparc(Span<byte> block, uint position)
    {
        int i = 0;
        for (; i + 4 <= block.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(block[i..]);
            if (word >> 22 is not (0x100 or 0x1ff))
                continue;
            uint target = (word << 2) - (position + (uint)i) >> 2;
            target = (0u - (target >> 22 & 1)) << 22 & 0x3fffffff | target & 0x3fffff | 0x40000000;
            BinaryPrimitives.WriteUInt32BigEndian(block[i..], target);
        }
        return i;
    }

    // bl: a 26-bit word distance; adrp: a 21-bit page distance, converted only within 512 MiB of zero.
    static int UndoArm64(Span<byte> block, uint position)
    {
        int i = 0;
        for (; i + 4 <= block.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block[i..]);
            if (word >> 26 == 0x25)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(block[i..], 0x94000000 | (word - (position + (uint)i >> 2)) & 0x03ffffff);
            }
            else if ((word & 0x9f000000) == 0x90000000)
            {
                uint page = word >> 29 & 3 | word >> 3 & 0x1ffffc;
                if ((page + 0x020000 & 0x1c0000) != 0)
                    continue;
                page -= position + (uint)i >> 12;
                word &= 0x9000001f;
                word |= (page & 3) << 29 | (page & 0x03fffc) << 3 | 0u - (page & 0x020000) & 0xe00000;
                BinaryPrimitives.WriteUInt32LittleEndian(block[i..], word);
            }
        }
        return i;
    }
}
