using System.Buffers.Binary;
using Kallsyms.Digests;

namespace Kallsyms.ImageTables;

/// <summary>The optional features of an image table.</summary>
[Flags]
enum ImageTableParts : byte
{
    /// <summary>Only names and addresses.</summary>
    None = 0,

    /// <summary>Bases of blocks have 8 bytes because something is farther than 2 GiB from the table.</summary>
    Wide = 1,

    /// <summary>Counters have 2 bytes, not 4.</summary>
    Narrow = 2,

    /// <summary>The size of every symbol.</summary>
    Sizes = 4,

    /// <summary>The entries in order of name.</summary>
    NameIndex = 8,

    /// <summary>The image's build id.</summary>
    BuildId = 16,

    /// <summary>Addresses of the image have 64 bits.</summary>
    Image64 = 32,
}

/// <summary>The first 32 bytes of an image table (docs/format.md); all numbers are little-endian, whatever the machine.</summary>
/// <param name="Checksum">CRC-32 of everything after it.</param>
/// <param name="Size">The size of the table in bytes, including header and padding.</param>
/// <param name="Parts">Which parts it has, and their width.</param>
/// <param name="Literals">The number of characters in the alphabet; 0 if names are stored uncompressed.</param>
/// <param name="Tokens">The number of strings with a code of their own.</param>
/// <param name="Address">The link-time address of the table.</param>
/// <param name="Entries">The number of symbols and ends of stretches.</param>
/// <param name="Blocks">The number of runs of entries with a common base.</param>
readonly record struct ImageTableHeader(
    uint Checksum, int Size, ImageTableParts Parts, int Literals, int Tokens, ulong Address, int Entries, int Blocks)
{
    /// <summary>The size of the header in bytes.</summary>
    public const int Length = 32;

    /// <summary>The number of bytes before those that the checksum covers.</summary>
    public const int Covered = 8;

    /// <summary>The maximum number of entries in a block.</summary>
    public const int BlockEntries = 64;

    /// <summary>Tables are smaller than this.</summary>
    public const int MaxSize = 0x10000000;

    /// <summary>The maximum length of a name in bytes.</summary>
    public const int MaxName = 0xffff;

    const byte Version = 1;

    /// <summary>The first four bytes of every table.</summary>
    public static ReadOnlySpan<byte> Magic => "KSYM"u8;

    /// <summary>The size of a base in bytes.</summary>
    public int BaseSize => Parts.HasFlag(ImageTableParts.Wide) ? 8 : 4;

    /// <summary>The size of a counter in bytes.</summary>
    public int CounterSize => Parts.HasFlag(ImageTableParts.Narrow) ? 2 : 4;

    /// <summary>
    /// Reads the header at the start of some bytes; returns null if they are not a table of this version, or it is inconsistent with
    /// them.
    /// </summary>
    public static ImageTableHeader? Read(ReadOnlySpan<byte> bytes) => Read(bytes, bytes.Length);

    /// <summary>Reads the header of bytes that continue beyond those given.</summary>
    /// <param name="bytes">At least the header.</param>
    /// <param name="available">The number of bytes available from its start on.</param>
    public static ImageTableHeader? Read(ReadOnlySpan<byte> bytes, long available)
    {
        if (bytes.Length < Length || !bytes.StartsWith(Magic) || bytes[12] != Version)
            return null;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        uint entries = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        uint blocks = BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]);
        // An entry takes at least three bytes, a block eight.
        if (size < Length || size >= MaxSize || size > available || entries > size / 3 || blocks > size / 8 || blocks > entries)
            return null;
        return new(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), (int)size, (ImageTableParts)bytes[13], bytes[14], bytes[15],
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), (int)entries, (int)blocks);
    }

    /// <summary>Writes everything except the checksum, which <see cref="Seal"/> adds.</summary>
    public void Write(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], (uint)Size);
        (bytes[12], bytes[13], bytes[14], bytes[15]) = (Version, (byte)Parts, (byte)Literals, (byte)Tokens);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], (uint)Entries);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], (uint)Blocks);
    }

    /// <summary>Adds the checksum to a complete table.</summary>
    public static void Seal(Span<byte> table) =>
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], ~Crc32.Compute(uint.MaxValue, table[Covered..]));

    /// <summary>Whether the checksum of a table matches.</summary>
    public bool IsSealed(ReadOnlySpan<byte> table) => ~Crc32.Compute(uint.MaxValue, table[Covered..Size]) == Checksum;
}
