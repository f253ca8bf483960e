using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>
/// A gzip member (RFC 1952) as it unpacks. The platform's own stream takes the end of its input for that of the data, and tells every
/// damage as an unknown method of an archive; here what has been cut off is an error, and so is a checksum that does not hold.
/// </summary>
/// <param name="input">The packed bytes, which are left behind the member's last when it has been read to its end.</param>
sealed class GzipMember(GzipInput input) : ReadOnlyStream
{
    const int TrailerSize = 8;

    readonly Crc32 _checksum = new();
    DeflateStream? _content;
    uint _size;
    bool _ended;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">It is cut off or damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
            return 0;
        _content ??= Start();
        int count = Inflate(_content, buffer);
        if (count == 0)
            End();
        _checksum.Append(buffer[..count]);
        _size += (uint)count;
        return count;
    }

    DeflateStream Start() => GzipHeader.Skip(input) ? new(input, CompressionMode.Decompress, leaveOpen: true)
        : throw new InvalidDataException($"truncated: the header of gzip data goes on behind the {input.Taken} bytes that are there");

    int Inflate(DeflateStream content, Span<byte> buffer)
    {
        try
        {
            return content.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"damaged gzip data, behind about {_size} bytes unpacked", e);
        }
    }

    // Where deflate ends is not told. The checksum and size of what came out stand there, and such eight bytes nowhere by chance.
    void End()
    {
        if (input.RanOut)
        {
            throw new InvalidDataException(
                $"truncated: gzip data go on behind the {input.Taken} bytes that are there, which unpack to {_size}");
        }
        Span<byte> trailer = stackalloc byte[TrailerSize];
        _checksum.GetCurrentHash(trailer);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _size);
        if (!input.SkipThrough(trailer))
            throw WrongTrailer(trailer);
        _ended = true;
    }

    // At the end of the input, where it mostly is, the trailer tells what it should be.
    InvalidDataException WrongTrailer(ReadOnlySpan<byte> found)
    {
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(found);
        ReadOnlySpan<byte> end = input.Next[^Math.Min(TrailerSize, input.Next.Length)..];
        string expected = end.EndsWith(found[4..]) && end.Length == TrailerSize
            ? $"crc32 {BinaryPrimitives.ReadUInt32LittleEndian(end):x8} expected, {crc:x8} found"
            : $"their crc32 {crc:x8} and size are not behind them";
        return new($"damaged gzip data, which unpack to {_size} bytes: {expected}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content?.Dispose();
        base.Dispose(disposing);
    }
}
