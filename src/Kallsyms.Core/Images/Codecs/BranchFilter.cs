using System.Buffers.Binary;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// The branch filters of .xz: before packing, relative targets of calls were made absolute, so that calls of one function look alike.
/// Undoing it is arithmetic per instruction (xz-file-format.txt 5.3.2; the instruction encodings are the processors').
/// </summary>
sealed class BranchFilter
{
    static readonly BranchFilter[] _all =
    [
        new(0x04, X86Branches.Undo), new(0x05, UndoPowerPC), new(0x07, UndoArm), new(0x08, UndoThumb), new(0x09, UndoSparc),
        new(0x0a, UndoArm64),
    ];

    readonly Action<Span<byte>> _undo;

    BranchFilter(ulong id, Action<Span<byte>> undo) => (Id, _undo) = (id, undo);

    /// <summary>The number in the block header.</summary>
    public ulong Id { get; }

    public static BranchFilter? Find(ulong id) => Array.Find(_all, filter => filter.Id == id);

    /// <summary>Restores a whole block.</summary>
    public void Undo(Span<byte> block) => _undo(block);

    // bl: 24 bits of a word distance, counted from two instructions on.
    static void UndoArm(Span<byte> block)
    {
        for (int i = 0; i + 4 <= block.Length; i += 4)
        {
            if (block[i + 3] != 0xeb)
                continue;
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block[i..]);
            uint target = (((word & 0xffffff) << 2) - (uint)(i + 8)) >> 2 & 0xffffff;
            BinaryPrimitives.WriteUInt32LittleEndian(block[i..], word & 0xff000000 | target);
        }
    }

    // A bl of Thumb is a pair of halfwords with 11 bits of the distance each.
    static void UndoThumb(Span<byte> block)
    {
        for (int i = 0; i + 4 <= block.Length; i += 2)
        {
            if ((block[i + 1] & 0xf8) != 0xf0 || (block[i + 3] & 0xf8) != 0xf8)
                continue;
            uint high = BinaryPrimitives.ReadUInt16LittleEndian(block[i..]) & 0x7ffu;
            uint low = BinaryPrimitives.ReadUInt16LittleEndian(block[(i + 2)..]) & 0x7ffu;
            uint target = ((high << 11 | low) << 1) - (uint)(i + 4) >> 1;
            BinaryPrimitives.WriteUInt16LittleEndian(block[i..], (ushort)(0xf000 | target >> 11 & 0x7ff));
            BinaryPrimitives.WriteUInt16LittleEndian(block[(i + 2)..], (ushort)(0xf800 | target & 0x7ff));
            i += 2;
        }
    }

    // bl with the link bit and without the absolute one.
    static void UndoPowerPC(Span<byte> block)
    {
        for (int i = 0; i + 4 <= block.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(block[i..]);
            if ((word & 0xfc000003) == 0x48000001)
                BinaryPrimitives.WriteUInt32BigEndian(block[i..], 0x48000001 | (word & 0x03fffffc) - (uint)i & 0x03fffffc);
        }
    }

    // call: 30 bits, of which only those that are a sign extension from bit 22 were converted.
    static void UndoSparc(Span<byte> block)
    {
        for (int i = 0; i + 4 <= block.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(block[i..]);
            if (word >> 22 is not (0x100 or 0x1ff))
                continue;
            uint target = (word << 2) - (uint)i >> 2;
            target = (0u - (target >> 22 & 1)) << 22 & 0x3fffffff | target & 0x3fffff | 0x40000000;
            BinaryPrimitives.WriteUInt32BigEndian(block[i..], target);
        }
    }

    // bl: 26 bits of a word distance; adrp: a 21-bit page distance, converted only within 512 MiB of zero.
    static void UndoArm64(Span<byte> block)
    {
        for (int i = 0; i + 4 <= block.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block[i..]);
            if (word >> 26 == 0x25)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(block[i..], 0x94000000 | (word - ((uint)i >> 2)) & 0x03ffffff);
            }
            else if ((word & 0x9f000000) == 0x90000000)
            {
                uint page = word >> 29 & 3 | word >> 3 & 0x1ffffc;
                if ((page + 0x020000 & 0x1c0000) != 0)
                    continue;
                page -= (uint)i >> 12;
                word &= 0x9000001f;
                word |= (page & 3) << 29 | (page & 0x03fffc) << 3 | 0u - (page & 0x020000) & 0xe00000;
                BinaryPrimitives.WriteUInt32LittleEndian(block[i..], word);
            }
        }
    }
}
