using SharpCompress.Compressors.BZip2;
using ZstdSharp;

namespace Kallsyms.Unpacking;

/// <summary>How a stream is packed.</summary>
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

/// <summary>What is packed, as it unpacks: for what need not be in memory as a whole.</summary>
static class UnpackingStream
{
    /// <summary>
    /// Opens a stream. It ends with an exception where the packed bytes do before their end; of what type, each decoder's package decides.
    /// </summary>
    /// <param name="packing">How it is packed.</param>
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
