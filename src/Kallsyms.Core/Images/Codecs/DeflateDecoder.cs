using System.Buffers.Binary;
using System.IO.Compression;
using Kallsyms.Digests;
using Kallsyms.Unpacking;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// gzip (RFC 1952) and zlib (RFC 1950) around deflate. The platform's streams take the end of their input for that of the data, and tell
/// every damage as an unknown method of an archive, so header and end of gzip are read here.
/// </summary>
static class DeflateDecoder
{
    const int TrailerSize = 8;

    /// <summary>One gzip member; gives its end.</summary>
    public static int DecodeGzip(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        int start = output.Length;
        using var packed = PackedStream.Open(input, output);
        if (!GzipHeader.Skip(packed))
            throw output.Truncated("gzip", input.Length);
        int at = (int)packed.Position;
        using var stream = new DeflateStream(packed, CompressionMode.Decompress);
        Inflate(stream, packed, "gzip", output);
        // Where deflate ends is not told. The checksum and size of what came out stand there, and such eight bytes nowhere by chance.
        Span<byte> trailer = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.OfZip(output.Written[start..]));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)(output.Length - start));
        int found = input.Span[at..].IndexOf(trailer);
        if (found < 0)
        {
            output.RanOut |= packed.IsAtEnd;
            throw WrongTrailer(input.Span, trailer, output);
        }
        output.Checksum = "crc32";
        return at + found + TrailerSize;
    }

    /// <summary>A zlib stream.</summary>
    public static void DecodeZlib(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        using var packed = PackedStream.Open(input, output);
        using var stream = new ZLibStream(packed, CompressionMode.Decompress);
        Inflate(stream, packed, "zlib", output);
    }

    static void Inflate(Stream stream, PackedStream packed, string what, UnpackedBytes output)
    {
        try
        {
            output.Append(stream);
        }
        catch (InvalidDataException e)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"damaged {what} data, behind about {output.Length} bytes unpacked", inner: e);
        }
        if (packed.RanOut)
            throw packed.Truncated(what, output);
    }

    // At the end of the input, where it mostly is, the trailer tells what it should be.
    static KallsymsException WrongTrailer(ReadOnlySpan<byte> input, ReadOnlySpan<byte> found, UnpackedBytes output)
    {
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(found);
        ReadOnlySpan<byte> end = input[^Math.Min(TrailerSize, input.Length)..];
        string expected = end.EndsWith(found[4..]) && end.Length == TrailerSize
            ? $"crc32 {BinaryPrimitives.ReadUInt32LittleEndian(end):x8} expected, {crc:x8} found"
            : $"their crc32 {crc:x8} and size are not behind them";
        return UnpackedBytes.Error($"damaged gzip data, which unpack to {output.Length} bytes: {expected}");
    }
}
