using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;
using ZstdSharp;

namespace Kallsyms.Symbols.Lists;

/// <summary>Unpacks what gzip, xz, zstd or bzip2 packed, as it is read, up to a limit.</summary>
sealed class PackedText : Stream
{
    /// <summary>Bytes of a file that tell how it is packed.</summary>
    public const int MagicSize = 6;

    // The longest list that is read has 2^26 symbols.
    const long MostBytes = 4L << 30;

    readonly Stream _unpacked;
    readonly string _file;
    readonly string _packing;
    long _length;

    PackedText(Stream unpacked, string packing, string file) => (_unpacked, _packing, _file) = (unpacked, packing, file);

    /// <summary>gzip, xz, zstd or bzip2, by the first bytes; null: none of them.</summary>
    public static string? Recognise(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]) ? "gzip"
        : head.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? "zstd"
        : head.StartsWith("BZh"u8) && head.Length > 3 && head[3] is >= (byte)'1' and <= (byte)'9' ? "bzip2"
        : null;

    /// <summary>The unpacked bytes of a stream that is packed like that.</summary>
    /// <exception cref="KallsymsException">It is damaged.</exception>
    public static PackedText Open(Stream packed, string packing, string file) => new(Guard(file, packing, () => (Stream)(packing switch
    {
        "gzip" => new GZipStream(packed, CompressionMode.Decompress),
        "xz" => new XZStream(packed),
        "zstd" => new DecompressionStream(packed),
        _ => BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Decompress, decompressConcatenated: true, false, false),
    })), packing, file);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = Guard(_file, _packing, () => _unpacked.Read(buffer, offset, count));
        _length += read;
        return _length <= MostBytes ? read
            : throw new KallsymsException(ErrorKind.Unreadable, $"unpacks to more than {MostBytes} bytes, which is the limit", _file);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }

    // Decoders of other packages report damage by exceptions of any type.
    static T Guard<T>(string file, string packing, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not KallsymsException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"damaged {packing} data: {e.Message}", file, inner: e);
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;
    /// <inheritdoc/>
    public override bool CanSeek => false;
    /// <inheritdoc/>
    public override bool CanWrite => false;
    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();
    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    /// <inheritdoc/>
    public override void Flush()
    {
    }
    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
