using Kallsyms.Elf;

namespace Kallsyms.Export;

/// <summary>Bytes of debugging information, written behind each other; or only counted, to know where each entry will be.</summary>
/// <param name="format">Word size and byte order.</param>
/// <param name="bytes">Where to; null: they are counted.</param>
sealed class DwarfBytes(ElfFormat format, byte[]? bytes)
{
    // A hundred times those of a kernel; places of types have 32 bits.
    const int MaxLength = 1 << 30;

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>Starts an entry, whose attributes follow.</summary>
    /// <exception cref="KallsymsException">There are more than any kernel's types make.</exception>
    public void Entry(DwarfEntry entry)
    {
        if (Length > MaxLength)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"its types make more than {MaxLength} bytes of debugging information: damaged");
        }
        Byte((byte)entry);
    }

    /// <summary>The entries within one end here.</summary>
    public void End() => Byte(0);

    /// <summary>A byte.</summary>
    public void Byte(byte value)
    {
        if (bytes is not null)
            bytes[Length] = value;
        Length++;
    }

    /// <summary>A number of 16 bits.</summary>
    public void U16(ushort value)
    {
        if (bytes is not null)
            format.PutU16(bytes, Length, value);
        Length += 2;
    }

    /// <summary>A number of 32 bits.</summary>
    public void U32(uint value)
    {
        if (bytes is not null)
            format.PutU32(bytes, Length, value);
        Length += 4;
    }

    /// <summary>A number of 64 bits.</summary>
    public void U64(ulong value)
    {
        U32((uint)(format.BigEndian ? value >> 32 : value));
        U32((uint)(format.BigEndian ? value : value >> 32));
    }

    /// <summary>An address.</summary>
    public void Word(ulong value)
    {
        if (bytes is not null)
            format.PutWord(bytes, Length, value);
        Length += format.WordSize;
    }

    /// <summary>A number in groups of seven bits (LEB128); <paramref name="isSigned"/>: what follows repeats bit 6 of the last.</summary>
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
