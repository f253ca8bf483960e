using System.Buffers.Binary;
using System.IO.Hashing;
using K4os.Compression.LZ4;
using Kallsyms.Unpacking;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// Decodes the two framings of LZ4 (lz4_Frame_format.md): frames, and the legacy format used for kernels. The LZ4 package decodes
/// blocks.
/// </summary>
static class Lz4Decoder
{
    const int LegacyBlock = 8 << 20;
    const int MaxDistance = 1 << 16;

    // After a magic that occurs in code, there is no valid size of a block.
    const int Convincing = 64 << 10;

    /// <summary>
    /// Decodes the legacy format: a magic, then blocks of up to 8 MiB, each preceded by its compressed size. Nothing marks the end;
    /// returns it.
    /// </summary>
    public static int DecodeLegacy(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        int start = output.Length;
        int at = 4;
        while (true)
        {
            if (input.Length - at < 4)
            {
                output.RanOut = true; // or that was the last block
                break;
            }
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(input[at..]);
            // What follows the last block (kernels append the unpacked size, tools another stream) is not the size of a block.
            if (size == 0 || size > (uint)LZ4Codec.MaximumOutputSize(LegacyBlock) || size == (uint)(output.Length - start))
                break;
            at += 4;
            if (size > (uint)(input.Length - at))
            {
                output.IsReal |= size >= Convincing;
                throw output.Truncated("LZ4", input.Length);
            }
            int count = LZ4Codec.Decode(input.Slice(at, (int)size), output.Room((int)Math.Min(LegacyBlock, output.Limit - output.Length)));
            if (count < 0)
                throw Damaged(at, output);
            output.Advance(count);
            at += (int)size;
            if (count < LegacyBlock)
                break; // only the last block is short
        }
        if (output.Length == start)
            throw UnpackedBytes.Error("LZ4 data without a block");
        return at;
    }

    /// <summary>
    /// Decodes a frame and returns its end: descriptor, blocks, an end mark of zero. Descriptor, blocks and content may have checksums
    /// (xxHash-32; for the descriptor only its second byte).
    /// </summary>
    public static int DecodeFrame(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        if (Lz4FrameDescriptor.Recognise(input) is not { } frame)
            throw UnpackedBytes.Error("damaged LZ4 frame descriptor");
        if (frame.Length > input.Length)
            throw output.Truncated("LZ4", input.Length);
        (byte expected, byte found) = Lz4FrameDescriptor.Checksum(input[..frame.Length]);
        output.Check("xxhash32", expected, found, "LZ4 frame descriptor");
        output.IsReal = true;
        int start = output.Length;
        long? size = frame.Size(input);
        output.Expect(start + (size ?? 0));
        int at = frame.Length;
        while (true)
        {
            uint word = U32(input, output, at);
            at += 4;
            if (word == 0)
                break;
            int length = (int)(word & 0x7fffffff);
            if (length > input.Length - at)
                throw output.Truncated("LZ4", input.Length);
            ReadOnlySpan<byte> block = input.Slice(at, length);
            if (frame.BlocksAreChecked)
                output.Check("xxhash32", U32(input, output, at + length), XxHash32.HashToUInt32(block), $"LZ4 block at 0x{at:x}");
            if ((word & 0x80000000) != 0)
                output.Append(block);
            else
                DecodeBlock(block, frame, output, at);
            at += length + (frame.BlocksAreChecked ? 4 : 0);
        }
        output.Checksum = frame.BlocksAreChecked ? "xxhash32" : null;
        if (size is long promised && promised != output.Length - start)
            throw UnpackedBytes.Error($"damaged LZ4 data: {promised} bytes unpacked expected, {output.Length - start} found");
        if (!frame.ContentIsChecked)
            return at;
        output.Check("xxhash32", U32(input, output, at), XxHash32.HashToUInt32(output.Written[start..]), "LZ4 data");
        return at + 4;
    }

    static uint U32(ReadOnlySpan<byte> input, UnpackedBytes output, int at) =>
        input.Length - at >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(input[at..]) : throw output.Truncated("LZ4", input.Length);

    static void DecodeBlock(ReadOnlySpan<byte> block, Lz4FrameDescriptor frame, UnpackedBytes output, int at)
    {
        Span<byte> room = output.Room((int)Math.Min(frame.MaxBlock, output.Limit - output.Length));
        ReadOnlySpan<byte> history = frame.BlocksAreIndependent ? [] : output.Written[^Math.Min(output.Length, MaxDistance)..];
        int count = LZ4Codec.Decode(block, room, history);
        if (count < 0)
            throw Damaged(at, output);
        output.Advance(count);
    }

    static KallsymsException Damaged(int at, UnpackedBytes output) =>
        UnpackedBytes.Error($"damaged LZ4 block at 0x{at:x}, or one that exceeds the limit of {output.Limit} bytes");
}
