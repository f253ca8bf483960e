using Kallsyms.Elf;

namespace Kallsyms.Export;

/// <summary>Bytes of debug information, written sequentially, or only counted to determine the offset of each entry.</summary>
/// <param name="format">Word size and byte order.</param>
/// <param name="bytes">The buffer to write to, or null to count.</param>
sealed class DwarfBytes(ElfFormat format, byte[]? bytes)
{
    // A hundred times the size for a kernel; references to types have 32 bits.
    const int MaxLength = 1 << 30;

    /// <summary>The number of bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>Starts an entry; its attributes follow.</summary>
    /// <exception cref="KallsymsException">There are more bytes than any kernel's types need.</exception>
    public void Entry(DwarfEntry entry)
    {
        if (Length > MaxLength)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"its types make more than {MaxLength} bytes of debugging information: damaged");
        }
        Byte((byte)entry);
    }

    /// <summary>Ends the entries within another.</summary>
    public void End() => Byte(0);

    /// <summary>Writes a byte.</summary>
    public void Byte(byte value)
    {
        if (bytes is not null)
            bytes[Length] = value;
        Length++;
    }

    /// <summary>Writes a 16-bit number.</summary>
    public void U16(ushort value)
    {
        if (bytes is not null)
            format.PutU16(bytes, Length, value);
        Length += 2;
    }

    /// <summary>Writes a 32-bit number.</summary>
    public void U32(uint value)
    {
        if (bytes is not null)
            format.PutU32(bytes, Length, value);
        Length += 4;
    }

    /// <summary>Writes a 64-bit number.</summary>
    public void U64(ulong value)
    {
        U32((uint)(format.BigEndian ? value >> 32 : value));
        U32((uint)(format.BigEndian ? value : value >> 32));
    }

    /// <summary>Writes an address.</summary>
    public void Word(ulong value)
    {
        if (bytes is not null)
            format.PutWord(bytes, Length, value);
        Length += format.WordSize;
    }

    /// <summary>Writes a number in groups of seven bits (LEB128); if <paramref name="isSigned"/>, bit 6 of the last is the sign.</summary>
    public void Number(long value, bool isSigned)
    {
        while (true)
        {
            var group = (byte)(value & 0x7f);
            value = isSigned ? value >> 7 : (long)((ulong)value >> 7);
            if (isSigned ? value == 0 && (group & 0x40) == 0 || value == -1 && (group & 0x40) != 0 : value == 0)
            {
                Byte(group);
                return;
            }
            Byte((byte)(group | 0x80));
        }
    }
}
