using System.Buffers.Binary;
using System.IO.Compression;
using Kallsyms.Elf;
using Kallsyms.Unpacking;

namespace Kallsyms.Dwarf;

/// <summary>Reads sections of debug information, compressed or not, and applies relocations to those of objects.</summary>
/// <param name="file">The file.</param>
/// <param name="places">Where the sections of an object are placed.</param>
sealed class DebugSections(ElfFile file, ObjectPlaces places)
{
    const SectionFlags Compressed = (SectionFlags)0x800; // SHF_COMPRESSED

    const uint Zlib = 1, Zstd = 2;

    // The debug information of the largest kernels, with every driver built in, is smaller: each section, and all together.
    const long MaxSize = 0x7000_0000;
    const long MaxTotal = 2 * MaxSize;

    // No compressor achieves this ratio; decompression stops there.
    const int MaxRatio = 1100;

    long _left = MaxTotal;

    /// <summary>Reads the section .debug_NAME; empty if there is none.</summary>
    public byte[] Read(string name)
    {
        if (file.FindSection(".debug_" + name) is { } section)
        {
            byte[] bytes = (section.Flags & Compressed) != 0 ? Unpack(section) : ReadPlain(section);
            places.Relocate(section, bytes);
            return bytes;
        }
        // The format before SHF_COMPRESSED: "ZLIB", then the size.
        if (file.FindSection(".zdebug_" + name) is not { } old)
            return [];
        byte[] packed = ReadPlain(old);
        if (packed.Length < 12 || !packed.AsSpan().StartsWith("ZLIB"u8))
            throw Damaged(old, "does not start with ZLIB");
        byte[] unpacked = Inflate(old, packed.AsMemory(12), BinaryPrimitives.ReadUInt64BigEndian(packed.AsSpan(4)));
        places.Relocate(old, unpacked);
        return unpacked;
    }

    byte[] ReadPlain(ElfSection section)
    {
        Take(section, (ulong)section.Size);
        return file.Read(section);
    }

    void Take(ElfSection section, ulong size)
    {
        if (size > (ulong)Math.Min(MaxSize, _left))
        {
            throw Damaged(
                section, $"has 0x{size:x} bytes; of one section 0x{MaxSize:x} are read at most, and of all together 0x{MaxTotal:x}");
        }
        _left -= (long)size;
    }

    byte[] Unpack(ElfSection section)
    {
        byte[] bytes = ReadPlain(section);
        int header = file.Format.Is64 ? 24 : 12;
        if (bytes.Length < header)
            throw Damaged(section, "is too short to be compressed");
        uint kind = file.Format.U32(bytes, 0);
        ulong size = file.Format.Word(bytes, file.Format.Is64 ? 8 : 4);
        return kind switch
        {
            Zlib => Inflate(section, bytes.AsMemory(header), size),
            Zstd => Unzstd(section, bytes.AsMemory(header), size),
            _ => throw Damaged(section, $"is compressed in a way that is not known ({kind})"),
        };
    }

    byte[] Inflate(ElfSection section, ReadOnlyMemory<byte> packed, ulong size)
    {
        using Stream stream = new ZLibStream(AsStream(packed), CompressionMode.Decompress);
        return ReadAll(section, stream, packed.Length, size);
    }

    byte[] Unzstd(ElfSection section, ReadOnlyMemory<byte> packed, ulong size)
    {
        using Stream stream = UnpackingStream.Open(Packing.Zstd, AsStream(packed));
        return ReadAll(section, stream, packed.Length, size);
    }

    byte[] ReadAll(ElfSection section, Stream stream, long packed, ulong size)
    {
        // Zstandard compresses repetition without bound, but no debug information is that repetitive.
        if (size > (ulong)packed * MaxRatio)
            throw Damaged(section, $"claims to unpack to 0x{size:x} bytes");
        Take(section, size);
        var bytes = new byte[size];
        try
        {
            stream.ReadExactly(bytes);
            // Checksums follow the data.
            if (stream.ReadByte() >= 0)
                throw Damaged(section, $"unpacks to more than the 0x{size:x} bytes that it claims");
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException)
        {
            throw Damaged(section, "its compressed data is damaged");
        }
        return bytes;
    }

    static MemoryStream AsStream(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new(array.Array!, array.Offset, array.Count, writable: false) : new(bytes.ToArray());

    KallsymsException Damaged(ElfSection section, string what) =>
        new(ErrorKind.Unreadable, $"section {section.Name} {what}", file.Name, section.Offset);
}
