using System.Buffers.Binary;
using ZstdSharp;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// One Zstandard frame. Its extent and the most it can unpack to are read off the headers of its blocks (RFC 8878, 3.1.1), so that it is
/// decoded in one call, right to its place, whatever window it was packed with.
/// </summary>
static class ZstdDecoder
{
    const int MaxBlock = 128 << 10;

    public static void Decode(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        (int end, long bound) = Extent(input);
        if (bound > output.Limit + MaxBlock || bound > Array.MaxLength)
            throw UnpackedBytes.Error($"unpacks to more than {output.Limit} bytes, which is the limit");
        using var decoder = new Decompressor();
        Span<byte> room = output.Room((int)Math.Min(bound, output.Limit));
        output.Advance(decoder.Unwrap(input[..end], room));
    }

    static (int End, long Bound) Extent(ReadOnlySpan<byte> input)
    {
        byte descriptor = At(input, 4);
        bool single = (descriptor & 0x20) != 0;
        int at = 5 + (single ? 0 : 1) + (descriptor & 3) switch { 3 => 4, var code => code };
        at += (descriptor >> 6) switch { 0 => single ? 1 : 0, var code => 1 << code };
        long bound = 0;
        while (true)
        {
            At(input, at + 2);
            int header = BinaryPrimitives.ReadUInt16LittleEndian(input[at..]) | input[at + 2] << 16;
            int size = header >> 3;
            int type = header >> 1 & 3;
            if (size > MaxBlock || type == 3)
                throw UnpackedBytes.Error($"Zstandard data is damaged at 0x{at:x}");
            bound += type == 2 ? MaxBlock : size;
            at += 3 + (type == 1 ? 1 : size); // a block of one repeated byte holds that byte
            if ((header & 1) != 0)
                return ((descriptor & 4) != 0 ? at + 4 : at, bound);
        }
    }

    static byte At(ReadOnlySpan<byte> input, int at) => (uint)at < (uint)input.Length
        ? input[at]
        : throw UnpackedBytes.Error("Zstandard data is truncated");
}
