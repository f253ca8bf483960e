using System.IO.Compression;
using System.Runtime.InteropServices;
using SharpCompress.Compressors.BZip2;

namespace Kallsyms.Images.Codecs;

/// <summary>Unpacks one layer, under limits.</summary>
static class Unpacker
{
    /// <summary>Unpacks what lies at the start of <paramref name="input"/>; bytes behind its end do not matter.</summary>
    /// <param name="codec">How it is packed.</param>
    /// <param name="input">The packed bytes.</param>
    /// <param name="limits">What one layer may cost.</param>
    /// <param name="rest">Bytes that all layers may still unpack to.</param>
    /// <exception cref="KallsymsException">Damaged, or beyond the limits.</exception>
    public static ReadOnlyMemory<byte> Unpack(Codec codec, ReadOnlyMemory<byte> input, UnpackLimits limits, long rest)
    {
        var output = new UnpackedBytes(Math.Min(rest, limits.FreeOutput + (long)input.Length * limits.MaxRatio));
        try
        {
            Decode(codec, input, output);
            return output.Memory;
        }
        catch (Exception e) when (e is not KallsymsException and not OutOfMemoryException)
        {
            // Decoders of other packages report damage by exceptions of any type.
            throw new KallsymsException(ErrorKind.Unreadable, $"damaged {codec} data: {e.Message}", inner: e);
        }
    }

    static void Decode(Codec codec, ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        switch (codec)
        {
            case Codec.Gzip:
                using (var stream = new GZipStream(Open(input), CompressionMode.Decompress))
                    output.Append(stream);
                break;
            case Codec.Bzip2:
                using (var stream = BZip2Stream.Create(Open(input), SharpCompress.Compressors.CompressionMode.Decompress, false, false, false))
                    output.Append(stream);
                break;
            case Codec.Xz:
                XzDecoder.Decode(input, output);
                break;
            case Codec.Lzma:
                LzmaDecoder.Decode(input, output);
                break;
            case Codec.Lz4Legacy:
                Lz4Decoder.DecodeLegacy(input.Span, output);
                break;
            case Codec.Lz4:
                Lz4Decoder.DecodeFrame(input.Span, output);
                break;
            case Codec.Lzop:
                LzopDecoder.Decode(input.Span, output);
                break;
            case Codec.Zstd:
                ZstdDecoder.Decode(input.Span, output);
                break;
            default:
                output.Append(input.Span);
                break;
        }
    }

    /// <summary>A stream over bytes in memory.</summary>
    public static MemoryStream Open(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
        ? new(array.Array!, array.Offset, array.Count, writable: false)
        : new(bytes.ToArray(), writable: false);
}
