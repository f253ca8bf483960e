using System.Buffers.Binary;
using Kallsyms.Digests;

namespace Kallsyms.ImageTables;

/// <summary>What of an image table need not be there.</summary>
[Flags]
enum ImageTableParts : byte
{
    /// <summary>Names and addresses alone.</summary>
    None = 0,

    /// <summary>Bases of blocks have 8 bytes: something is farther than 2 GiB from the table.</summary>
    Wide = 1,

    /// <summary>Counters have 2 bytes and not 4.</summary>
    Narrow = 2,

    /// <summary>The size of every symbol.</summary>
    Sizes = 4,

    /// <summary>The entries in the order of their names.</summary>
    NameIndex = 8,

    /// <summary>The image's build id.</summary>
    BuildId = 16,

    /// <summary>Addresses of the image have 64 bits.</summary>
    Image64 = 32,
}

/// <summary>The first 32 bytes of an image table (docs/format.md); all numbers are little-endian, whatever the machine.</summary>
/// <param name="Checksum">CRC-32 of everything behind it.</param>
/// <param name="Size">Bytes of the table, header and filling included.</param>
/// <param name="Parts">What is in it, and how wide.</param>
/// <param name="Literals">Characters of the alphabet; 0: names are stored as they are.</param>
/// <param name="Tokens">Strings that have a code of their own.</param>
/// <param name="Address">Where the table was linked to.</param>
/// <param name="Entries">Symbols and ends of stretches.</param>
/// <param name="Blocks">Runs of entries with a common base.</param>
readonly record struct ImageTableHeader(
    uint Checksum, int Size, ImageTableParts Parts, int Literals, int Tokens, ulong Address, int Entries, int Blocks)
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 32;

    /// <summary>Bytes in front of what the checksum covers.</summary>
    public const int Covered = 8;

    /// <summary>Entries that a block has at most.</summary>
    public const int BlockEntries = 64;

    /// <summary>Tables are smaller than this.</summary>
    public const int MaxSize = 0x10000000;

    /// <summary>The longest name in bytes.</summary>
    public const int MaxName = 0xffff;

    const byte Version = 1;

    /// <summary>The first four bytes of every table.</summary>
    public static ReadOnlySpan<byte> Magic => "KSYM"u8;

    /// <summary>Bytes of a base.</summary>
    public int BaseSize => Parts.HasFlag(ImageTableParts.Wide) ? 8 : 4;

    /// <summary>Bytes of a counter.</summary>
    public int CounterSize => Parts.HasFlag(ImageTableParts.Narrow) ? 2 : 4;

    /// <summary>Reads the header at the start of some bytes; null: they are no table of this version, or it does not fit them.</summary>
    public static ImageTableHeader? Read(ReadOnlySpan<byte> bytes) => Read(bytes, bytes.Length);

    /// <summary>The same of bytes of which more follow.</summary>
    /// <param name="bytes">At least the header.</param>
    /// <param name="available">How many there are from its start on.</param>
    public static ImageTableHeader? Read(ReadOnlySpan<byte> bytes, long available)
    {
        if (bytes.Length < Length || !bytes.StartsWith(Magic) || bytes[12] != Version)
            return null;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        uint entries = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        uint blocks = BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]);
        // An entry takes three bytes, a block eight.
        if (size < Length || size >= MaxSize || size > available || entries > size / 3 || blocks > size / 8 || blocks > entries)
            return null;
        return new(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), (int)size, (ImageTableParts)bytes[13], bytes[14], bytes[15],
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), (int)entries, (int)blocks);
    }

    /// <summary>Writes all but the checksum, which <see cref="Seal"/> adds.</summary>
    public void Write(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], (uint)Size);
        (bytes[12], bytes[13], bytes[14], bytes[15]) = (Version, (byte)Parts, (byte)Literals, (byte)Tokens);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], (uint)Entries);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], (uint)Blocks);
    }

    /// <summary>Puts the checksum into a table that is complete.</summary>
    public static void Seal(Span<byte> table) =>
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], ~Crc32.Compute(uint.MaxValue, table[Covered..]));

    /// <summary>True for a table with its checksum.</summary>
    public bool IsSealed(ReadOnlySpan<byte> table) => ~Crc32.Compute(uint.MaxValue, table[Covered..Size]) == Checksum;
}
