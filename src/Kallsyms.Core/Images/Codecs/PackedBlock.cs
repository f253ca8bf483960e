using K4os.Compression.LZ4;

namespace Kallsyms.Images.Codecs;

/// <summary>Compression of file system blocks; the numbers are those of squashfs (Linux, fs/squashfs/squashfs_fs.h).</summary>
enum BlockPacking
{
    /// <summary>zlib (RFC 1950).</summary>
    Zlib = 1,

    /// <summary>LZMA_Alone, used by old tools.</summary>
    Lzma = 2,

    /// <summary>One LZO1X block, without a header.</summary>
    Lzo = 3,

    /// <summary>An .xz stream.</summary>
    Xz = 4,

    /// <summary>One LZ4 block, without a frame.</summary>
    Lz4 = 5,

    /// <summary>A Zstandard frame.</summary>
    Zstd = 6,
}

/// <summary>Unpacks blocks of known maximum size.</summary>
static class PackedBlock
{
    /// <summary>Unpacks one block.</summary>
    /// <param name="packing">The compression.</param>
    /// <param name="input">All bytes of the block.</param>
    /// <param name="most">The maximum unpacked size.</param>
    /// <param name="budget">The limits for everything that is unpacked.</param>
    /// <exception cref="KallsymsException">The block is damaged, or exceeds the limits.</exception>
    public static ReadOnlyMemory<byte> Unpack(BlockPacking packing, ReadOnlyMemory<byte> input, int most, UnpackBudget budget)
    {
        var output = new UnpackedBytes(Math.Min(most, budget.Allowance(input.Length)));
        return Unpacker.Fill(output, budget, $"{packing} block", () => Decode(packing, input, output));
    }

    static void Decode(BlockPacking packing, ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        switch (packing)
        {
            case BlockPacking.Zlib:
                DeflateDecoder.DecodeZlib(input, output);
                break;
            case BlockPacking.Lzma:
                LzmaDecoder.Decode(input, output);
                break;
            case BlockPacking.Lzo:
                output.Advance(Checked(Lzo1x.Decode(input.Span, output.Room((int)output.Limit)), packing));
                break;
            case BlockPacking.Xz:
                XzDecoder.Decode(input, output);
                break;
            case BlockPacking.Lz4:
                output.Advance(Checked(LZ4Codec.Decode(input.Span, output.Room((int)output.Limit)), packing));
                break;
            case BlockPacking.Zstd:
                ZstdDecoder.Decode(input.Span, output);
                break;
            default:
                throw UnpackedBytes.Error($"compression {(int)packing} is not known");
        }
    }

    static int Checked(int count, BlockPacking packing) => count >= 0 ? count : throw UnpackedBytes.Error($"damaged {packing} block");
}
