using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;
using ZstdSharp;

namespace Kallsyms.Images.Codecs;

/// <summary>What is packed, as it unpacks: for what is too large to be held in memory.</summary>
static class PackedStream
{
    /// <summary>Opens a stream; null: that codec is for small things only.</summary>
    /// <param name="codec">How it is packed.</param>
    /// <param name="packed">The packed bytes, which the stream closes.</param>
    public static Stream? Open(Codec codec, Stream packed) => codec switch
    {
        Codec.Gzip => new GZipStream(packed, CompressionMode.Decompress),
        Codec.Xz => new XZStream(packed),
        Codec.Zstd => new DecompressionStream(packed, leaveOpen: false),
        Codec.Bzip2 => BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false),
        Codec.Lz4 => new Lz4FrameStream(packed),
        _ => null,
    };
}
