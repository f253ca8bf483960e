using System.Buffers.Binary;
using System.Text;

namespace Kallsyms.Dwarf;

/// <summary>Reads a section of debug information sequentially. Every read is checked against the end.</summary>
/// <param name="bytes">The section, or a part of it.</param>
/// <param name="at">The position where reading starts.</param>
/// <param name="isBigEndian">Whether numbers are big-endian.</param>
ref struct DwarfCursor(ReadOnlySpan<byte> bytes, int at, bool isBigEndian)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The position of the next byte.</summary>
    public int At { get; private set; } = (uint)at <= (uint)bytes.Length ? at : throw Damaged(at);

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsAtEnd => At == _bytes.Length;

    /// <summary>Creates the error for invalid bytes.</summary>
    public static KallsymsException Damaged(long at) =>
        new(ErrorKind.Unreadable, $"the debug information is damaged (at 0x{at:x} of its section): build it again, or go without");

    /// <summary>Skips bytes.</summary>
    public void Skip(ulong count) => Take(count);

    /// <summary>Returns the next bytes.</summary>
    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - At))
            throw Damaged(At);
        ReadOnlySpan<byte> taken = _bytes.Slice(At, (int)count);
        At += (int)count;
        return taken;
    }

    /// <summary>Reads a byte.</summary>
    public byte U8()
    {
        if ((uint)At >= (uint)_bytes.Length)
            throw Damaged(At);
        return _bytes[At++];
    }

    /// <summary>Reads two bytes.</summary>
    public ushort U16()
    {
        ReadOnlySpan<byte> field = Take(2);
        return isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(field) : BinaryPrimitives.ReadUInt16LittleEndian(field);
    }

    /// <summary>Reads four bytes.</summary>
    public uint U32()
    {
        ReadOnlySpan<byte> field = Take(4);
        return isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(field) : BinaryPrimitives.ReadUInt32LittleEndian(field);
    }

    /// <summary>Reads eight bytes.</summary>
    public ulong U64()
    {
        ReadOnlySpan<byte> field = Take(8);
        return isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(field) : BinaryPrimitives.ReadUInt64LittleEndian(field);
    }

    /// <summary>Reads a number of 1 to 8 bytes.</summary>
    public ulong Unsigned(int size) => size switch
    {
        1 => U8(),
        2 => U16(),
        3 => isBigEndian ? (ulong)U8() << 16 | U16() : U16() | (ulong)U8() << 16,
        4 => U32(),
        8 => U64(),
        _ => throw Damaged(At),
    };

    /// <summary>Reads an unsigned number in LEB128, seven bits to the byte; excess bits beyond 64 are dropped.</summary>
    public ulong Leb()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = U8();
            if (shift < 64)
                value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }

    /// <summary>Reads a signed number in LEB128.</summary>
    public long SignedLeb()
    {
        long value = 0;
        for (int shift = 0; ;)
        {
            byte part = U8();
            if (shift < 64)
                value |= (long)(part & 0x7f) << shift;
            shift += 7;
            if (part >= 0x80)
                continue;
            return shift < 64 && (part & 0x40) != 0 ? value | -1L << shift : value;
        }
    }

    /// <summary>Reads the length at the start of a unit, which also determines the width of section offsets.</summary>
    public ulong InitialLength(out int offsetSize)
    {
        uint length = U32();
        offsetSize = length == uint.MaxValue ? 8 : 4;
        return length == uint.MaxValue ? U64() : length;
    }

    /// <summary>Reads the bytes up to the next zero.</summary>
    public ReadOnlySpan<byte> Text()
    {
        int length = _bytes[At..].IndexOf((byte)0);
        if (length < 0)
            throw Damaged(At);
        ReadOnlySpan<byte> text = _bytes.Slice(At, length);
        At += length + 1;
        return text;
    }

    /// <summary>Returns the text at an offset of a section of strings.</summary>
    public static string TextAt(ReadOnlySpan<byte> strings, ulong offset)
    {
        if (offset >= (ulong)strings.Length)
            throw Damaged((long)offset);
        ReadOnlySpan<byte> rest = strings[(int)offset..];
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
