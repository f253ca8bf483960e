using System.IO.Compression;
using Kallsyms.Unpacking;

namespace Kallsyms.Images.Codecs;

/// <summary>gzip (RFC 1952) and zlib (RFC 1950) around deflate.</summary>
static class DeflateDecoder
{
    /// <summary>Decodes a gzip member; returns its end.</summary>
    public static int DecodeGzip(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        using var packed = PackedStream.Open(input, output);
        using var taken = new GzipInput(packed);
        using var member = new GzipMember(taken);
        try
        {
            output.Append(member);
        }
        catch (InvalidDataException e)
        {
            throw new KallsymsException(ErrorKind.Unreadable, e.Message, inner: e);
        }
        output.Checksum = "crc32";
        return (int)taken.Taken - taken.Next.Length;
    }

    /// <summary>Decodes a zlib stream.</summary>
    public static void DecodeZlib(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        using var packed = PackedStream.Open(input, output);
        using var stream = new ZLibStream(packed, CompressionMode.Decompress);
        // The platform's stream takes the end of its input for that of the data.
        try
        {
            output.Append(stream);
        }
        catch (InvalidDataException e)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"damaged zlib data, behind about {output.Length} bytes unpacked", inner: e);
        }
        if (packed.RanOut)
            throw packed.Truncated("zlib", output);
    }
}
