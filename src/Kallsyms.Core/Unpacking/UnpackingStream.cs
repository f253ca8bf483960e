using SharpCompress.Compressors.BZip2;
using ZstdSharp;

namespace Kallsyms.Unpacking;

/// <summary>Compression formats of streams.</summary>
enum Packing
{
    /// <summary>gzip (RFC 1952).</summary>
    Gzip,
    /// <summary>The .xz format.</summary>
    Xz,
    /// <summary>Zstandard (RFC 8878).</summary>
    Zstd,
    /// <summary>bzip2.</summary>
    Bzip2,
    /// <summary>The LZ4 frame format.</summary>
    Lz4,
}

/// <summary>Decompresses streams that need not be in memory as a whole.</summary>
static class UnpackingStream
{
    /// <summary>Opens a stream. Truncated input causes an exception, whose type depends on the decoder's package.</summary>
    /// <param name="packing">The compression format.</param>
    /// <param name="packed">The packed bytes, which the stream closes.</param>
    public static Stream Open(Packing packing, Stream packed) => packing switch
    {
        Packing.Gzip => new GzipMembers(packed),
        Packing.Xz => new XzStreams(packed),
        Packing.Zstd => new DecompressionStream(packed, leaveOpen: false),
        Packing.Bzip2 => BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false),
        _ => new Lz4Frames(packed),
    };
}
