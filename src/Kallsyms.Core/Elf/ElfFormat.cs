using System.Buffers.Binary;

namespace Kallsyms.Elf;

/// <summary>Word size and byte order of an ELF file. Integers of such files are read and written only here.</summary>
/// <param name="Is64">Whether the class is ELFCLASS64 rather than ELFCLASS32.</param>
/// <param name="BigEndian">Whether the encoding is ELFDATA2MSB rather than ELFDATA2LSB.</param>
readonly record struct ElfFormat(bool Is64, bool BigEndian)
{
    /// <summary>The size of an address in bytes: 8 or 4.</summary>
    public int WordSize => Is64 ? 8 : 4;

    /// <summary>All address bits set: 2^64-1 or 2^32-1.</summary>
    public ulong WordMask => Is64 ? ulong.MaxValue : uint.MaxValue;

    /// <summary>The size of an ELF header in bytes.</summary>
    public int HeaderSize => Is64 ? 64 : 52;

    /// <summary>The size of a section header in bytes.</summary>
    public int SectionHeaderSize => Is64 ? 64 : 40;

    /// <summary>The size of a program header in bytes.</summary>
    public int SegmentHeaderSize => Is64 ? 56 : 32;

    /// <summary>The size of a symbol in bytes.</summary>
    public int SymbolSize => Is64 ? 24 : 16;

    /// <summary>Returns the size of a relocation with or without addend, in bytes.</summary>
    public int RelocationSize(bool withAddend) => (withAddend ? 3 : 2) * WordSize;

    /// <summary>Reads an unsigned 16-bit value at <paramref name="at"/>.</summary>
    public ushort U16(ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<byte> field = bytes.Slice(at, 2);
        return BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(field) : BinaryPrimitives.ReadUInt16LittleEndian(field);
    }

    /// <summary>Reads an unsigned 32-bit value at <paramref name="at"/>.</summary>
    public uint U32(ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<byte> field = bytes.Slice(at, 4);
        return BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(field) : BinaryPrimitives.ReadUInt32LittleEndian(field);
    }

    /// <summary>Reads an unsigned 64-bit value at <paramref name="at"/>.</summary>
    public ulong U64(ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<byte> field = bytes.Slice(at, 8);
        return BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(field) : BinaryPrimitives.ReadUInt64LittleEndian(field);
    }

    /// <summary>Reads an address-sized value at <paramref name="at"/>, widened to 64 bits.</summary>
    public ulong Word(ReadOnlySpan<byte> bytes, int at) => Is64 ? U64(bytes, at) : U32(bytes, at);

    /// <summary>Writes a 16-bit value at <paramref name="at"/>.</summary>
    public void PutU16(Span<byte> bytes, int at, ushort value)
    {
        Span<byte> field = bytes.Slice(at, 2);
        if (BigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(field, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(field, value);
    }

    /// <summary>Writes a 32-bit value at <paramref name="at"/>.</summary>
    public void PutU32(Span<byte> bytes, int at, uint value)
    {
        Span<byte> field = bytes.Slice(at, 4);
        if (BigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(field, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(field, value);
    }

    /// <summary>Writes a 64-bit value at <paramref name="at"/>.</summary>
    public void PutU64(Span<byte> bytes, int at, ulong value)
    {
        Span<byte> field = bytes.Slice(at, 8);
        if (BigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(field, value);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(field, value);
    }

    /// <summary>Writes the low bits of <paramref name="value"/> as an address-sized field at <paramref name="at"/>.</summary>
    public void PutWord(Span<byte> bytes, int at, ulong value)
    {
        if (Is64)
            PutU64(bytes, at, value);
        else
            PutU32(bytes, at, (uint)value);
    }
}
