using System.Buffers.Binary;
using Kallsyms.Digests;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>U-Boot's older image: a header of 64 bytes with big-endian numbers (U-Boot, include/image.h).</summary>
static class UImage
{
    const int HeaderSize = 64;
    const int MultiFile = 4;
    const int MaxFiles = 64;

    public static Contents? Find(ImageHead head)
    {
        int type = head.Bytes[30];
        int packing = head.Bytes[31];
        if (head.U32BigEndian(0) != 0x27051956 || packing > 6 || type is 0 or > 64)
            return null;
        // The compression stated by the header is only a hint, since vendors' loaders carry their own.
        long size = head.U32BigEndian(12);
        Part[] parts = type == MultiFile ? FindFiles(head) : [new("data", HeaderSize, size, Known(head, packing))];
        return new(parts, HeaderSize + size)
        {
            Damage = HeaderDamage(head),
            IsSure = true,
            Sums = [new("crc32", HeaderSize, size, head.Bytes.Slice(24, 4).ToArray())],
        };
    }

    // The header's checksum is computed with zeros in its own place.
    static string? HeaderDamage(ImageHead head)
    {
        byte[] header = head.Bytes[..HeaderSize].ToArray();
        header.AsSpan(4, 4).Clear();
        uint found = Crc32.OfZip(header);
        return found == head.U32BigEndian(4) ? null
            : $"damaged: crc32 of the header of a uImage: {head.U32BigEndian(4):x8} expected, {found:x8} found";
    }

    static Codec? Known(ImageHead head, int packing) => packing == 3 && CodecMagic.Recognise(head.Bytes[HeaderSize..]) is null ? Codec.Lzma
        : null;

    // A list of sizes ended by a zero, then the files, each padded to four bytes.
    static Part[] FindFiles(ImageHead head)
    {
        var sizes = new List<uint>();
        ReadOnlySpan<byte> list = head.Bytes[HeaderSize..];
        for (int i = 0; i < MaxFiles && BinaryPrimitives.ReadUInt32BigEndian(list[(i * 4)..]) is > 0 and uint size; i++)
            sizes.Add(size);
        long at = HeaderSize + (sizes.Count + 1) * 4;
        var parts = new Part[sizes.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new($"file {i}", at, sizes[i]);
            at += (sizes[i] + 3L) & ~3L;
        }
        return parts;
    }
}
