using System.Buffers.Binary;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// Decodes a Zstandard frame. Its extent and maximum unpacked size are read from the headers of its blocks (RFC 8878, 3.1.1), so that
/// it is decoded in one call, directly into place, whatever its window size.
/// </summary>
static class ZstdDecoder
{
    const int MaxBlock = 128 << 10;

    // The headers of this many blocks are not consistent by chance.
    const int Convincing = 3;

    /// <summary>Unpacks a frame; returns its end.</summary>
    public static int Decode(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        Frame frame = Frame.Read(input, output);
        ulong most = (ulong)(output.Limit - output.Length);
        if (frame.Size > most)
            throw TooLarge(output);
        using var decoder = new Decompressor();
        Span<byte> room = output.Room((int)Math.Min(Math.Min(frame.Size ?? ulong.MaxValue, frame.Bound), most));
        try
        {
            output.Advance(decoder.Unwrap(input[..frame.End], room));
        }
        catch (ZstdException e) when (e.Code == ZSTD_ErrorCode.ZSTD_error_dstSize_tooSmall && frame.Bound > most)
        {
            throw TooLarge(output);
        }
        catch (ZstdException e) when (e.Code == ZSTD_ErrorCode.ZSTD_error_checksum_wrong)
        {
            throw UnpackedBytes.Error("damaged Zstandard data: its xxhash64 does not hold");
        }
        output.Checksum = frame.HasChecksum ? "xxhash64" : null;
        return frame.End;
    }

    static KallsymsException TooLarge(UnpackedBytes output) =>
        UnpackedBytes.Error($"unpacks to more than {output.Limit} bytes, which is the limit");

    // Size: the unpacked size, if the header states it. Bound: the maximum size of its blocks; many are split, and far smaller.
    readonly record struct Frame(int End, ulong? Size, ulong Bound, bool HasChecksum)
    {
        public static Frame Read(ReadOnlySpan<byte> input, UnpackedBytes output)
        {
            byte descriptor = At(input, output, 4);
            bool single = (descriptor & 0x20) != 0;
            int at = 5 + (single ? 0 : 1) + (descriptor & 3) switch { 3 => 4, var code => code };
            ulong? size = ReadSize(input, output, ref at, descriptor >> 6, single);
            bool hasChecksum = (descriptor & 4) != 0;
            ulong bound = 0;
            for (int blocks = 1; ; blocks++)
            {
                At(input, output, at + 2);
                int header = BinaryPrimitives.ReadUInt16LittleEndian(input[at..]) | input[at + 2] << 16;
                int length = header >> 3;
                int type = header >> 1 & 3;
                if (length > MaxBlock || type == 3)
                    throw UnpackedBytes.Error($"damaged Zstandard block at 0x{at:x}");
                bound += type == 2 ? MaxBlock : (ulong)length;
                at += 3 + (type == 1 ? 1 : length); // a block of one repeated byte holds that byte
                output.IsReal |= blocks >= Convincing;
                if ((header & 1) == 0)
                    continue;
                int end = hasChecksum ? at + 4 : at;
                At(input, output, end - 1);
                return new(end, size, bound, hasChecksum);
            }
        }

        static ulong? ReadSize(ReadOnlySpan<byte> input, UnpackedBytes output, ref int at, int code, bool single)
        {
            int width = code == 0 ? single ? 1 : 0 : 1 << code;
            if (width == 0)
                return null;
            At(input, output, at + width - 1);
            ulong size = 0;
            for (int i = width - 1; i >= 0; i--)
                size = size << 8 | input[at + i];
            at += width;
            return width == 2 ? size + 256 : size;
        }

        // Headers of blocks that lead from one to the next up to the end of what is there are none by chance.
        static byte At(ReadOnlySpan<byte> input, UnpackedBytes output, int at) => (uint)at < (uint)input.Length
            ? input[at]
            : throw output.Truncated("Zstandard", input.Length, isReal: true);
    }
}
