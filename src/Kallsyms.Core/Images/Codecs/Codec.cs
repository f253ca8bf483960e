using System.Buffers.Binary;
using Kallsyms.Unpacking;

namespace Kallsyms.Images.Codecs;

/// <summary>The compression of a layer.</summary>
enum Codec
{
    /// <summary>None.</summary>
    Stored,
    /// <summary>gzip (RFC 1952).</summary>
    Gzip,
    /// <summary>The .xz format.</summary>
    Xz,
    /// <summary>The older LZMA_Alone format.</summary>
    Lzma,
    /// <summary>bzip2.</summary>
    Bzip2,
    /// <summary>Blocks of LZ4 after a four-byte magic (lz4 -l), as used by kernels.</summary>
    Lz4Legacy,
    /// <summary>The LZ4 frame format.</summary>
    Lz4,
    /// <summary>LZO in lzop's format.</summary>
    Lzop,
    /// <summary>Zstandard (RFC 8878).</summary>
    Zstd,
}

/// <summary>Recognises compressed data by its first bytes.</summary>
static class CodecMagic
{
    static readonly (Codec Codec, byte[] Magic)[] _magics =
    [
        (Codec.Gzip, GzipHeader.Magic.ToArray()),
        (Codec.Xz, XzStreams.Magic.ToArray()),
        (Codec.Bzip2, [(byte)'B', (byte)'Z', (byte)'h']),
        (Codec.Lz4Legacy, [0x02, 0x21, 0x4c, 0x18]),
        (Codec.Lz4, [0x04, 0x22, 0x4d, 0x18]),
        (Codec.Lzop, [0x89, (byte)'L', (byte)'Z', (byte)'O', 0, 0x0d, 0x0a, 0x1a, 0x0a]),
        (Codec.Zstd, [0x28, 0xb5, 0x2f, 0xfd]),
        (Codec.Lzma, [0x5d, 0, 0]),
        (Codec.Lzma, [0x6d, 0, 0]),
    ];

    /// <summary>The bytes that compressed data can start with, for searching.</summary>
    public static ReadOnlySpan<(Codec Codec, byte[] Magic)> All => _magics;

    /// <summary>Returns the compression of some bytes, or null.</summary>
    public static Codec? Recognise(ReadOnlySpan<byte> bytes)
    {
        foreach ((Codec codec, byte[] magic) in _magics)
        {
            if (bytes.StartsWith(magic) && IsPlausible(codec, bytes))
                return codec;
        }
        return null;
    }

    // Short magics are confirmed by the fields after them.
    static bool IsPlausible(Codec codec, ReadOnlySpan<byte> bytes) => codec switch
    {
        Codec.Gzip => bytes.Length > 18 && (bytes[3] & 0xe0) == 0, // reserved flags
        Codec.Bzip2 => bytes.Length > 10 && bytes[3] is >= (byte)'1' and <= (byte)'9'
            && bytes[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]),
        Codec.Lz4Legacy => bytes.Length > 8 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) is > 0 and < 16 << 20,
        Codec.Lzma => LzmaDecoder.IsPlausible(bytes),
        _ => bytes.Length > 12,
    };
}
