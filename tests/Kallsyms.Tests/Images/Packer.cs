using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using K4os.Compression.LZ4;
using Kallsyms.Digests;
using Kallsyms.Images.Codecs;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.LZMA;

namespace Kallsyms.Tests.Images;

/// <summary>Packs bytes as tools would; where no encoder is at hand, in the simplest form that the format allows.</summary>
static class Packer
{
    public static byte[] Pack(string codec, byte[] data) => Pack(Enum.Parse<Codec>(codec), data);

    public static byte[] Pack(Codec codec, byte[] data) => codec switch
    {
        Codec.Gzip => Stream(data, output => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)),
        Codec.Bzip2 => Stream(data, output => BZip2Stream.Create(output, SharpCompress.Compressors.CompressionMode.Compress, false, true, false)),
        Codec.Lzma => Lzma(data),
        Codec.Xz => Xz(data),
        Codec.Lz4Legacy => Lz4Legacy(data),
        Codec.Lz4 => Lz4Frame(data),
        Codec.Lzop => Lzop(data),
        Codec.Zstd => Zstd(data),
        _ => data,
    };

    static byte[] Stream(byte[] data, Func<MemoryStream, Stream> open)
    {
        using var output = new MemoryStream();
        using (Stream packer = open(output))
            packer.Write(data);
        return output.ToArray();
    }

    static byte[] Zstd(byte[] data)
    {
        using var packer = new ZstdSharp.Compressor();
        packer.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return packer.Wrap(data).ToArray();
    }

    static byte[] Lzma(byte[] data)
    {
        using var output = new MemoryStream();
        byte[] properties;
        using (LzmaStream packer = LzmaStream.Create(new LzmaEncoderProperties(true, 1 << 20), false, output))
        {
            properties = packer.Properties;
            packer.Write(data);
        }
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, -1);
        return [.. properties, .. size, .. output.ToArray()];
    }

    // One block of LZMA2 chunks that are stored.
    static byte[] Xz(byte[] data)
    {
        using var output = new MemoryStream();
        output.Write([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, .. WithCrc([0, 1])]);
        output.Write(WithCrc([2, 0, 0x21, 1, 16, 0, 0, 0]));
        for (int at = 0; at < data.Length; at += 0x10000)
        {
            int count = Math.Min(0x10000, data.Length - at);
            output.Write([(byte)(at == 0 ? 1 : 2), (byte)(count - 1 >> 8), (byte)(count - 1)]);
            output.Write(data, at, count);
        }
        output.WriteByte(0);
        int unpadded = (int)output.Length - 12 + 4;
        while (output.Length % 4 != 0)
            output.WriteByte(0);
        output.Write(BitConverter.GetBytes(Kallsyms.Digests.Crc32.OfZip(data)));
        byte[] index = [0, 1, .. XzNumber(unpadded), .. XzNumber(data.Length)];
        Array.Resize(ref index, (index.Length + 3) / 4 * 4);
        output.Write(WithCrc(index));
        byte[] footer = [.. BitConverter.GetBytes(index.Length / 4), 0, 1];
        output.Write([.. BitConverter.GetBytes(Kallsyms.Digests.Crc32.OfZip(footer)), .. footer, (byte)'Y', (byte)'Z']);
        return output.ToArray();
    }

    static byte[] XzNumber(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. XzNumber(value >> 7)];

    static byte[] WithCrc(byte[] bytes) => [.. bytes, .. BitConverter.GetBytes(Kallsyms.Digests.Crc32.OfZip(bytes))];

    /// <summary>A zlib stream.</summary>
    public static byte[] Zlib(byte[] data) => Stream(data, output => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true));

    static byte[] Lz4Legacy(byte[] data)
    {
        var output = new List<byte> { 0x02, 0x21, 0x4c, 0x18 };
        foreach (byte[] block in data.Chunk(8 << 20))
            AddLz4(output, block, stored: 0);
        return [.. output, .. BitConverter.GetBytes(data.Length)]; // as the kernel's build appends it
    }

    // Independent blocks of 64 KiB, checksums of these and of all, the unpacked size in the descriptor.
    static byte[] Lz4Frame(byte[] data)
    {
        var output = new List<byte> { 0x04, 0x22, 0x4d, 0x18, 0x7c, 0x40 };
        output.AddRange(BitConverter.GetBytes((long)data.Length));
        output.Add((byte)(XxHash32.HashToUInt32(output.ToArray().AsSpan(4)) >> 8));
        foreach (byte[] block in data.Chunk(1 << 16))
            output.AddRange(BitConverter.GetBytes(XxHash32.HashToUInt32(AddLz4(output, block, stored: 0x80000000))));
        return [.. output, 0, 0, 0, 0, .. BitConverter.GetBytes(XxHash32.HashToUInt32(data))];
    }

    static byte[] AddLz4(List<byte> output, byte[] block, uint stored)
    {
        var packed = new byte[LZ4Codec.MaximumOutputSize(block.Length)];
        int count = LZ4Codec.Encode(block, packed);
        bool store = stored != 0 && count >= block.Length;
        output.AddRange(BitConverter.GetBytes(store ? (uint)block.Length | stored : (uint)count));
        byte[] written = store ? block : packed[..count];
        output.AddRange(written);
        return written;
    }

    // The first block is packed, as literals alone; the others are stored.
    static byte[] Lzop(byte[] data)
    {
        var output = new List<byte> { 0x89, (byte)'L', (byte)'Z', (byte)'O', 0, 0x0d, 0x0a, 0x1a, 0x0a, 0x10, 0x30, 0x20, 0x30, 0x09, 0x40, 1, 5 };
        output.AddRange([0, 0, 0, 1, 0, 0, 0x81, 0xa4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        output.AddRange(BigEndian(Adler32.Compute(output.ToArray().AsSpan(9))));
        byte[] zeros = new byte[4096];
        byte[] packed = [18, 0, .. LzoRun(zeros.Length - 1), 0x11, 0, 0];
        AddBlock(output, zeros, packed);
        foreach (byte[] block in data.Chunk(1 << 14))
            AddBlock(output, block, block);
        return [.. output, 0, 0, 0, 0];
    }

    // A match of that length at distance 1.
    static byte[] LzoRun(int length)
    {
        int rest = length - 2 - 31;
        return [0x20, .. new byte[(rest - 1) / 255], (byte)((rest - 1) % 255 + 1), 0, 0];
    }

    static void AddBlock(List<byte> output, byte[] data, byte[] packed) => output.AddRange(
        [.. BigEndian((uint)data.Length), .. BigEndian((uint)packed.Length), .. BigEndian(Adler32.Compute(data)), .. packed]);

    static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
