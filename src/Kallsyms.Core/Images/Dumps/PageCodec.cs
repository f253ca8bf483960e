using System.IO.Compression;
using Kallsyms.Images.Codecs;
using ZstdSharp;

namespace Kallsyms.Images.Dumps;

/// <summary>The compression of a page of a dump; the bits are those of makedumpfile's page descriptors.</summary>
static class PageCodec
{
    const uint Zlib = 1;
    const uint Lzo = 2;
    /// <summary>A Snappy block.</summary>
    public const uint Snappy = 4;
    const uint Zstd = 0x20;

    [ThreadStatic]
    static Decompressor? _zstd;

    /// <summary>Unpacks a page.</summary>
    /// <exception cref="KallsymsException">The page is damaged, or its compression is not supported.</exception>
    public static void Unpack(uint packing, ReadOnlyMemory<byte> input, Span<byte> page, string file, long at)
    {
        int count;
        try
        {
            count = packing switch
            {
                Zlib => Inflate(input, page),
                Lzo => Lzo1x.Decode(input.Span, page),
                Snappy => Snappier.Snappy.GetUncompressedLength(input.Span) == page.Length ? Snappier.Snappy.Decompress(input.Span, page)
                    : -1,
                Zstd => (_zstd ??= new()).Unwrap(input.Span, page),
                _ => throw new KallsymsException(
                    ErrorKind.Unreadable, $"a page is packed in an unknown way, 0x{packing:x}", file, at),
            };
        }
        catch (Exception e) when (e is not KallsymsException and not OutOfMemoryException)
        {
            // Decoders from other packages report damage by exceptions of any type.
            throw new KallsymsException(ErrorKind.Unreadable, $"damaged page: {e.Message}", file, at, e);
        }
        if (count != page.Length)
        {
            string found = count < 0 ? "to nothing" : count > page.Length ? "to more" : $"to {count} bytes";
            throw new KallsymsException(
                ErrorKind.Unreadable, $"a page unpacks {found} instead of {page.Length} bytes: damaged", file, at);
        }
    }

    static int Inflate(ReadOnlyMemory<byte> input, Span<byte> page)
    {
        using var packed = PackedStream.Open(input);
        using var stream = new ZLibStream(packed, CompressionMode.Decompress);
        int count = stream.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
        if (stream.ReadByte() >= 0)
            return count + 1; // or more
        return packed.RanOut ? -1 : count; // at its end, zlib has verified the checksum
    }
}
