using System.Buffers.Binary;
using Kallsyms.Digests;

namespace Kallsyms.Images.Codecs;

/// <summary>Decodes lzop's file format: a header with flags, then blocks, each with its sizes and checksums, then a size of zero.</summary>
static class LzopDecoder
{
    const int MaxBlock = 64 << 20;

    [Flags]
    enum LzopFlags : uint
    {
        Adler32OfData = 0x1,
        Adler32OfPacked = 0x2,
        ExtraField = 0x40,
        Crc32OfData = 0x100,
        Crc32OfPacked = 0x200,
        Filtered = 0x800,
        Crc32OfHeader = 0x1000,
    }

    // In storage order.
    static readonly (LzopFlags Flag, string Name)[] _ofData = [(LzopFlags.Adler32OfData, "adler32"), (LzopFlags.Crc32OfData, "crc32")];
    static readonly (LzopFlags Flag, string Name)[] _ofPacked =
        [(LzopFlags.Adler32OfPacked, "adler32"), (LzopFlags.Crc32OfPacked, "crc32")];

    /// <summary>Unpacks a file; returns its end.</summary>
    /// <exception cref="KallsymsException">The file is damaged, or exceeds the limits.</exception>
    public static int Decode(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        (int at, LzopFlags flags) = ReadHeader(input, output);
        output.IsReal = true;
        output.Checksum = null;
        while (true)
        {
            uint size = U32(input, output, at);
            if (size == 0)
                return at + 4;
            uint packed = U32(input, output, at + 4);
            int sums = at + 8;
            // An incompressible block is stored, and then has no checksum of its compressed form.
            at = sums + 4 * (Count(flags, _ofData) + (packed < size ? Count(flags, _ofPacked) : 0));
            if (size > MaxBlock || packed > size)
                throw UnpackedBytes.Error($"damaged lzop block at 0x{at:x}");
            if (packed > (uint)Math.Max(0, input.Length - at))
                throw output.Truncated("lzop", input.Length);
            ReadOnlySpan<byte> block = input.Slice(at, (int)packed);
            int start = output.Length;
            if (packed == size)
            {
                output.Append(block);
            }
            else
            {
                int count = Lzo1x.Decode(block, output.Room((int)size)[..(int)size]);
                if (count != size)
                    throw UnpackedBytes.Error($"damaged LZO data in the block at 0x{at:x}");
                output.Advance(count);
                CheckSums(flags, _ofPacked, input, sums + 4 * Count(flags, _ofData), block, at, output);
            }
            CheckSums(flags, _ofData, input, sums, output.Written[start..], at, output);
            at += (int)packed;
        }
    }

    static int Count(LzopFlags flags, (LzopFlags Flag, string)[] sums) => sums.Count(sum => (flags & sum.Flag) != 0);

    static void CheckSums(
        LzopFlags flags, (LzopFlags Flag, string Name)[] sums, ReadOnlySpan<byte> input, int at, ReadOnlySpan<byte> bytes, int block,
        UnpackedBytes output)
    {
        foreach ((LzopFlags flag, string name) in sums)
        {
            if ((flags & flag) == 0)
                continue;
            output.Check(name, U32(input, output, at), Sum(name, bytes), $"lzop block at 0x{block:x}");
            at += 4;
        }
    }

    static uint Sum(string name, ReadOnlySpan<byte> bytes) => name == "crc32" ? Crc32.OfZip(bytes) : Adler32.Compute(bytes);

    // Magic, versions, method, [level], flags, [filter], mode, time, [time], name, checksum, [extra field].
    static (int End, LzopFlags Flags) ReadHeader(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        const int start = 9;
        int at = start;
        if (input.Length < start + 2)
            throw output.Truncated("lzop", input.Length);
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(input[at..]);
        at += version >= 0x0940 ? 8 : 5; // version, library version, [version needed], method, [level]
        var flags = (LzopFlags)U32(input, output, at);
        at += 4;
        if ((flags & LzopFlags.Filtered) != 0)
            at += 4;
        at += version >= 0x0940 ? 12 : 8;
        if (at >= input.Length)
            throw output.Truncated("lzop", input.Length);
        at += 1 + input[at];
        uint expected = U32(input, output, at);
        string name = (flags & LzopFlags.Crc32OfHeader) != 0 ? "crc32" : "adler32";
        output.Check(name, expected, Sum(name, input[start..at]), "lzop header");
        at += 4;
        if ((flags & LzopFlags.ExtraField) != 0)
            at += (int)Math.Min(U32(input, output, at), int.MaxValue / 2) + 8;
        return (at, flags);
    }

    static uint U32(ReadOnlySpan<byte> input, UnpackedBytes output, int at) => at >= 0 && at <= input.Length - 4
        ? BinaryPrimitives.ReadUInt32BigEndian(input[at..])
        : throw output.Truncated("lzop", input.Length);
}
