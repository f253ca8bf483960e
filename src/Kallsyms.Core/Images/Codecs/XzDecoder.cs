using System.Buffers.Binary;
using Kallsyms.Digests;
using SharpCompress.Compressors.LZMA;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// The .xz container (xz-file-format.txt): one stream of blocks, each LZMA2 behind optional filters. The LZMA2 decoder is the package's;
/// the container is read here so that sizes are known, and bounded, before anything is unpacked.
/// </summary>
static class XzDecoder
{
    const int StreamHeaderSize = 12;
    const int StreamFooterSize = 12;
    const ulong Lzma2 = 0x21;

    // Bytes of the check behind each block, by its number.
    static ReadOnlySpan<byte> CheckSizes => [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

    /// <summary>Unpacks one stream; gives its end.</summary>
    public static int Decode(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        ReadOnlySpan<byte> bytes = input.Span;
        CheckCrc(bytes, 6, 8, "stream header", output);
        output.IsReal = true;
        int kind = bytes[7] & 15;
        int check = CheckSizes[kind];
        int blocks = 0;
        int at = StreamHeaderSize;
        for (; At(bytes, at) != 0; blocks++) // a zero starts the index, behind all blocks
        {
            int headerEnd = at + (bytes[at] + 1) * 4;
            CheckCrc(bytes, at, headerEnd - 4, "block header", output);
            List<BranchFilter> filters = ReadHeader(bytes, at, headerEnd, out byte dictionary);
            (int end, long size) = Lzma2Extent(bytes, headerEnd);
            if (size > output.Limit - output.Length)
                throw UnpackedBytes.Error($"unpacks to more than {output.Limit} bytes, which is the limit");
            output.Expect(output.Length + size);
            int start = output.Length;
            using (LzmaStream stream = Open(input[headerEnd..end], dictionary, size))
                output.Append(stream);
            if (output.Length - start != size)
                throw Damaged(headerEnd);
            for (int i = filters.Count - 1; i >= 0; i--)
                filters[i].Undo(output.Written[start..]);
            end += -end & 3; // blocks are padded to four bytes
            CheckContent(kind, Slice(bytes, end, check), output, start, at);
            at = end + check;
        }
        at = CheckIndex(bytes, at, blocks, output) + StreamFooterSize;
        output.Checksum = CheckName(kind);
        return Math.Min(at, bytes.Length);
    }

    // None of the other checks that the format has numbers for was ever given a meaning.
    static string? CheckName(int kind) => kind switch { 1 => "crc32", 4 => "crc64", 10 => "sha256", _ => null };

    static void CheckContent(int kind, ReadOnlySpan<byte> expected, UnpackedBytes output, int start, int at)
    {
        ReadOnlySpan<byte> content = output.Written[start..];
        Span<byte> found = stackalloc byte[8];
        switch (kind)
        {
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(found, Crc32.OfZip(content));
                found = found[..4];
                break;
            case 4:
                BinaryPrimitives.WriteUInt64LittleEndian(found, Crc64.Compute(content));
                break;
            case 10:
                found = Digest.Compute(DigestKind.Sha256, content);
                break;
            default:
                return;
        }
        output.Check(CheckName(kind)!, expected, found, $"xz block at 0x{at:x}");
    }

    // A number of records of two numbers each, padded. Gives its end.
    static int CheckIndex(ReadOnlySpan<byte> bytes, int start, int blocks, UnpackedBytes output)
    {
        int at = start + 1;
        if (ReadNumber(bytes, ref at) != (ulong)blocks)
            throw Damaged(start);
        for (int i = 0; i < 2 * blocks; i++)
            ReadNumber(bytes, ref at);
        at += start - at & 3;
        CheckCrc(bytes, start, at, "index", output);
        return at + 4;
    }

    static void CheckCrc(ReadOnlySpan<byte> bytes, int start, int end, string what, UnpackedBytes output)
    {
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(Slice(bytes, end, 4));
        output.Check("crc32", expected, Crc32.OfZip(bytes[start..end]), $"xz {what} at 0x{start:x}");
    }

    static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, int at, int length) =>
        at >= 0 && length <= bytes.Length - at ? bytes.Slice(at, length) : throw Truncated(bytes.Length);

    static LzmaStream Open(ReadOnlyMemory<byte> block, byte dictionary, long size)
    {
        // Sizes go up as 2^12, 1.5 * 2^12, 2^13 ...; more than what comes out is never looked at.
        while (dictionary > 0 && DictionarySize(dictionary - 1) >= size)
            dictionary--;
        return LzmaStream.Create([dictionary], PackedStream.Open(block), block.Length, size, null, isLzma2: true, leaveOpen: false);
    }

    static long DictionarySize(int bits) => (2L | (long)(bits & 1)) << (bits / 2 + 11);

    static List<BranchFilter> ReadHeader(ReadOnlySpan<byte> bytes, int start, int end, out byte dictionary)
    {
        byte flags = At(bytes, start + 1);
        int at = start + 2;
        if ((flags & 0x40) != 0)
            ReadNumber(bytes, ref at); // packed size
        if ((flags & 0x80) != 0)
            ReadNumber(bytes, ref at); // unpacked size
        var filters = new List<BranchFilter>();
        for (int i = 0; i <= (flags & 3); i++)
        {
            ulong id = ReadNumber(bytes, ref at);
            ulong properties = ReadNumber(bytes, ref at);
            if (properties > (ulong)Math.Max(0, end - at) || end > bytes.Length)
                throw Damaged(at);
            if (id == Lzma2 && i == (flags & 3) && properties == 1 && bytes[at] <= 40)
            {
                dictionary = bytes[at];
                return filters;
            }
            if (properties != 0)
                throw UnpackedBytes.Error($"xz filter 0x{id:x} with a start offset is not supported");
            filters.Add(BranchFilter.Find(id) ?? throw UnpackedBytes.Error($"xz filter 0x{id:x} is not supported"));
            at += (int)properties;
        }
        throw Damaged(start);
    }

    // LZMA2 chunks tell their sizes: where they end, and what they unpack to.
    static (int End, long Size) Lzma2Extent(ReadOnlySpan<byte> bytes, int at)
    {
        long size = 0;
        while (true)
        {
            byte control = At(bytes, at);
            if (control == 0)
                return (at + 1, size);
            int plain = (At(bytes, at + 1) << 8 | At(bytes, at + 2)) + 1;
            if (control is 1 or 2)
            {
                size += plain;
                at += 3 + plain;
            }
            else if (control >= 0x80)
            {
                size += plain + ((control & 0x1f) << 16);
                at += (control >= 0xc0 ? 6 : 5) + (At(bytes, at + 3) << 8 | At(bytes, at + 4)) + 1;
            }
            else
            {
                throw Damaged(at);
            }
        }
    }

    static ulong ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte next = At(bytes, at++);
            value |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return value;
        }
        throw Damaged(at);
    }

    static byte At(ReadOnlySpan<byte> bytes, int at) => (uint)at < (uint)bytes.Length ? bytes[at] : throw Truncated(bytes.Length);

    static KallsymsException Damaged(int at) => UnpackedBytes.Error($"damaged xz data at 0x{at:x}");

    static KallsymsException Truncated(int length) =>
        UnpackedBytes.Error($"truncated: xz data go on behind the {length} bytes that are there");
}
