using System.Buffers.Binary;
using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;

namespace Kallsyms.Images.Codecs;

/// <summary>Unpacks one layer, under limits.</summary>
static class Unpacker
{
    const int MaxStreams = 1 << 14;

    // Bytes that tell whether another stream follows.
    const int LongestMagic = 20;

    /// <summary>Unpacks the data at the start of <paramref name="input"/>; bytes past its end are ignored.</summary>
    /// <param name="codec">The compression.</param>
    /// <param name="input">The packed bytes.</param>
    /// <param name="budget">The limits on its cost.</param>
    /// <exception cref="KallsymsException">The data is damaged, or exceeds the limits.</exception>
    public static ReadOnlyMemory<byte> Unpack(Codec codec, ReadOnlyMemory<byte> input, UnpackBudget budget) =>
        Unpack(codec, input, new UnpackedBytes(budget.Allowance(input.Length)), budget);

    /// <summary>Unpacks into an output that has more information about the result, even after a failure.</summary>
    /// <exception cref="KallsymsException">The data is damaged, or exceeds the limits.</exception>
    public static ReadOnlyMemory<byte> Unpack(Codec codec, ReadOnlyMemory<byte> input, UnpackedBytes output, UnpackBudget budget) =>
        Fill(output, budget, $"{codec} data", () =>
        {
            output.Expect(AnnouncedSize(input.Span));
            Decode(codec, input, output);
        });

    /// <summary>Has a decoder fill an output, and charges the result, even after a failure.</summary>
    /// <exception cref="KallsymsException">The data is damaged, or exceeds the limits.</exception>
    public static ReadOnlyMemory<byte> Fill(UnpackedBytes output, UnpackBudget budget, string what, Action decode)
    {
        try
        {
            decode();
            return output.Memory;
        }
        catch (Exception e) when (e is not KallsymsException and not OutOfMemoryException)
        {
            // Decoders from other packages report damage by exceptions of any type.
            throw new KallsymsException(ErrorKind.Unreadable, $"damaged {what}: {e.Message}", inner: e);
        }
        finally
        {
            budget.Charge(output.Length);
        }
    }

    // Tools put several streams behind each other, which are one when they are unpacked; but not of the older lzma.
    static void Decode(Codec codec, ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        for (int i = 0; i == 0 || codec != Codec.Lzma && CodecMagic.Recognise(input[(int)output.Taken..].Span) == codec; i++)
        {
            if (i == MaxStreams)
                throw UnpackedBytes.Error($"more than {MaxStreams} streams behind each other, which is the limit");
            output.Taken += DecodeOne(codec, input[(int)output.Taken..], output);
        }
        output.RanOut |= codec != Codec.Lzma && input.Length - output.Taken < LongestMagic;
    }

    // Gives its end.
    static int DecodeOne(Codec codec, ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        switch (codec)
        {
            case Codec.Gzip:
                return DeflateDecoder.DecodeGzip(input, output);
            case Codec.Xz:
                return XzDecoder.Decode(input, output);
            case Codec.Lz4:
                return Lz4Decoder.DecodeFrame(input.Span, output);
            case Codec.Zstd:
                return ZstdDecoder.Decode(input.Span, output);
            case Codec.Bzip2:
                return DecodeBzip2(input, output);
            case Codec.Lz4Legacy:
                return Lz4Decoder.DecodeLegacy(input.Span, output);
            case Codec.Lzop:
                return LzopDecoder.Decode(input.Span, output);
            case Codec.Lzma:
                return LzmaDecoder.Decode(input, output);
            default:
                output.Append(input.Span);
                return input.Length;
        }
    }

    // The package verifies checksums of blocks.
    static int DecodeBzip2(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        output.IsReal = true; // the first ten bytes are always the same
        using var packed = PackedStream.Open(input, output);
        try
        {
            using var stream = BZip2Stream.Create(packed, CompressionMode.Decompress, false, leaveOpen: true, false);
            output.Append(stream);
        }
        catch (Exception e) when (packed.IsAtEnd && e is not KallsymsException)
        {
            throw packed.NoEnd("bzip2");
        }
        if (packed.RanOut)
            throw packed.Truncated("bzip2", output);
        output.Checksum = "crc32";
        return packed.Taken;
    }

    // gzip ends with the unpacked size, and the kernel's build appends it to the others. Elsewhere these bytes mean something else; at
    // worst, too much room is allocated.
    static long AnnouncedSize(ReadOnlySpan<byte> input)
    {
        uint size = input.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(input[^4..]) : 0;
        return size / 16 < (uint)input.Length ? size : 0;
    }
}
