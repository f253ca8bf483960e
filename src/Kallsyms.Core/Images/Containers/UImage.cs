using System.Buffers.Binary;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>U-Boot's older image: 64 bytes of header, all numbers big endian (U-Boot, include/image.h).</summary>
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
        // How the header says it is packed is no more than a hint: loaders of vendors carry their own.
        Part[] parts = type == MultiFile ? FindFiles(head) : [new("data", HeaderSize, head.U32BigEndian(12), Known(head, packing))];
        return new(parts, HeaderSize + (long)head.U32BigEndian(12));
    }

    static Codec? Known(ImageHead head, int packing) => packing == 3 && CodecMagic.Recognise(head.Bytes[HeaderSize..]) is null ? Codec.Lzma
        : null;

    // A list of sizes that a zero ends, then the files, each padded to four bytes.
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
