using System.Buffers.Binary;

namespace Kallsyms.Images.Codecs;

/// <summary>lzop's file format: a header with flags, then blocks, each with its sizes and checksums, then a size of zero.</summary>
static class LzopDecoder
{
    const int MaxBlock = 64 << 20;

    [Flags]
    enum LzopFlags : uint
    {
        Adler32OfData = 0x1,
        Adler32OfPacked = 0x2,
        ExtraField = 0x40,
        Crc32OfData = 0x100,
        Crc32OfPacked = 0x200,
        Filtered = 0x800,
    }

    public static void Decode(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        (int at, LzopFlags flags) = ReadHeader(input);
        int ofData = Checksums(flags, LzopFlags.Adler32OfData, LzopFlags.Crc32OfData);
        int ofPacked = Checksums(flags, LzopFlags.Adler32OfPacked, LzopFlags.Crc32OfPacked);
        while (true)
        {
            uint size = U32(input, at);
            if (size == 0)
                return;
            uint packed = U32(input, at + 4);
            // A block that cannot be packed is stored, and then has no checksum of its packed form.
            at += 8 + ofData + (packed < size ? ofPacked : 0);
            if (size > MaxBlock || packed > size || packed > (uint)Math.Max(0, input.Length - at))
                throw UnpackedBytes.Error($"damaged lzop block at 0x{at:x}");
            ReadOnlySpan<byte> block = input.Slice(at, (int)packed);
            if (packed == size)
            {
                output.Append(block);
            }
            else
            {
                int count = Lzo1x.Decode(block, output.Room((int)size)[..(int)size]);
                if (count != size)
                    throw UnpackedBytes.Error($"damaged LZO data in the block at 0x{at:x}");
                output.Advance(count);
            }
            at += (int)packed;
        }
    }

    // Magic, versions, method, [level], flags, [filter], mode, time, [time], name, checksum, [extra field].
    static (int End, LzopFlags Flags) ReadHeader(ReadOnlySpan<byte> input)
    {
        int at = 9;
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(input[at..]);
        at += version >= 0x0940 ? 8 : 5; // version, library version, [version needed], method, [level]
        var flags = (LzopFlags)U32(input, at);
        at += 4;
        if ((flags & LzopFlags.Filtered) != 0)
            at += 4;
        at += version >= 0x0940 ? 12 : 8;
        if (at >= input.Length)
            throw UnpackedBytes.Error("lzop header is truncated");
        at += 1 + input[at] + 4;
        if ((flags & LzopFlags.ExtraField) != 0)
            at += (int)Math.Min(U32(input, at), int.MaxValue / 2) + 8;
        return (at, flags);
    }

    static int Checksums(LzopFlags flags, LzopFlags first, LzopFlags second) =>
        ((flags & first) != 0 ? 4 : 0) + ((flags & second) != 0 ? 4 : 0);

    static uint U32(ReadOnlySpan<byte> input, int at) => at >= 0 && at <= input.Length - 4
        ? BinaryPrimitives.ReadUInt32BigEndian(input[at..])
        : throw UnpackedBytes.Error("lzop data is truncated");
}
