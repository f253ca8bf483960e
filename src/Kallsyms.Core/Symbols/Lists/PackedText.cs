using Kallsyms.Files;
using Kallsyms.Unpacking;

namespace Kallsyms.Symbols.Lists;

/// <summary>Decompresses gzip, xz, zstd, bzip2 or lz4 as it is read, up to a limit.</summary>
sealed class PackedText : ReadOnlyStream
{
    /// <summary>The number of bytes of a file that show how it is packed.</summary>
    public const int MagicSize = Lz4FrameDescriptor.MinLength;

    // The longest list that is accepted has 2^26 symbols.
    const long MostBytes = 4L << 30;

    readonly Stream _unpacked;
    readonly string _file;
    readonly string _packing;
    long _length;

    PackedText(Stream unpacked, string packing, string file) => (_unpacked, _packing, _file) = (unpacked, packing, file);

    /// <summary>Returns how bytes that begin like these are packed; null if in no known way.</summary>
    public static Packing? Recognise(ReadOnlySpan<byte> head) =>
        head.StartsWith(GzipHeader.Magic) ? Packing.Gzip
        : head.StartsWith(XzStreams.Magic) ? Packing.Xz
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? Packing.Zstd
        : head.StartsWith("BZh"u8) && head.Length > 3 && head[3] is >= (byte)'1' and <= (byte)'9' ? Packing.Bzip2
        : Lz4FrameDescriptor.Recognise(head) is not null ? Packing.Lz4
        : null;

    /// <summary>Returns the name of a packing.</summary>
    public static string NameOf(Packing packing) => packing.ToString().ToLowerInvariant();

    /// <summary>Returns the unpacked bytes of a packed stream.</summary>
    /// <exception cref="KallsymsException">The stream is damaged.</exception>
    public static PackedText Open(Stream packed, Packing packing, string file)
    {
        string name = NameOf(packing);
        try
        {
            return new(UnpackingStream.Open(packing, packed), name, file);
        }
        catch (Exception e) when (e is not KallsymsException)
        {
            throw Damaged(e, name, file);
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = _unpacked.Read(buffer);
            _length += read;
            return _length <= MostBytes ? read
                : throw new KallsymsException(ErrorKind.Unreadable, $"unpacks to more than {MostBytes} bytes, which is the limit", _file);
        }
        catch (Exception e) when (e is not KallsymsException)
        {
            throw Damaged(e, _packing, _file);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }

    // Our own decoders say what is cut off and what is damaged; those of packages report either by exceptions of any type.
    static KallsymsException Damaged(Exception e, string packing, string file)
    {
        bool isTold = e.Message.StartsWith("truncated", StringComparison.Ordinal)
            || e.Message.StartsWith("damaged", StringComparison.Ordinal);
        return new(ErrorKind.Unreadable, isTold ? e.Message : $"damaged {packing} data: {e.Message}", file, inner: e);
    }
}
