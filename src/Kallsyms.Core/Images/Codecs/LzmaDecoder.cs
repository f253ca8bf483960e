using System.Buffers.Binary;
using System.Numerics;
using SharpCompress.Compressors.LZMA;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// Decodes the LZMA_Alone format: one byte of properties, dictionary size, unpacked size or all ones, then the stream (XZ Utils,
/// doc/lzma-file-format.txt).
/// </summary>
static class LzmaDecoder
{
    const int HeaderSize = 13;

    /// <summary>Bounds the dictionary size of the header: no dictionary needs to be larger than what can be unpacked.</summary>
    public static byte[] BoundedProperties(ReadOnlySpan<byte> properties, long limit)
    {
        byte[] bounded = properties[..5].ToArray();
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bounded.AsSpan(1));
        BinaryPrimitives.WriteUInt32LittleEndian(bounded.AsSpan(1), (uint)Math.Clamp(size, 4096, Math.Clamp(limit, 4096, 1 << 30)));
        return bounded;
    }

    /// <summary>Whether a header is plausible: encoders write only dictionary sizes of 2^n or 2^n + 2^(n-1).</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HeaderSize)
            return false;
        uint dictionary = BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]);
        long size = BinaryPrimitives.ReadInt64LittleEndian(bytes[5..]);
        return bytes[0] < 225 && dictionary >= 4096
            && (BitOperations.IsPow2(dictionary) || dictionary % 3 == 0 && BitOperations.IsPow2(dictionary / 3))
            && size is -1 or (> 0 and < 1L << 32)
            && bytes[HeaderSize] == 0; // the first byte of the range coder
    }

    /// <summary>Unpacks one stream; gives its end.</summary>
    public static int Decode(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        ReadOnlySpan<byte> header = input.Span;
        long size = header.Length < HeaderSize ? 0 : BinaryPrimitives.ReadInt64LittleEndian(header[5..]);
        if (header.Length < HeaderSize || size < -1)
            throw UnpackedBytes.Error("damaged lzma header");
        if (size > output.Limit)
            throw UnpackedBytes.Error($"unpacks to {size} bytes, more than the limit of {output.Limit}");
        output.Expect(size);
        using var packed = PackedStream.Open(input[HeaderSize..], output);
        try
        {
            using LzmaStream stream = LzmaStream.Create(
                BoundedProperties(header, size < 0 ? output.Limit : size), packed, -1, size, false);
            output.Append(stream);
        }
        catch (Exception e) when (packed.IsAtEnd && e is not KallsymsException)
        {
            throw packed.NoEnd("lzma");
        }
        if (packed.RanOut)
            throw packed.Truncated("lzma", output);
        if (size >= 0 && output.Length != size)
            throw UnpackedBytes.Error($"lzma data ends after {output.Length} of {size} bytes");
        return HeaderSize + packed.Taken;
    }
}
