using System.Buffers.Binary;
using System.IO.Compression;

namespace Kallsyms.Tests.Images;

/// <summary>Writes memory in the formats of dumps, from their public descriptions.</summary>
static class DumpFiles
{
    public const int Page = 4096;

    /// <summary>An ELF core whose segments lie in the file in the order that is given.</summary>
    public static byte[] Core(params (ulong Physical, ulong Virtual, byte[] Bytes)[] ranges)
    {
        var core = new MemoryStream();
        var head = new byte[64 + 56 * ranges.Length];
        ((byte[])[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(head, 0);
        U16(head, 16, 4);
        U16(head, 18, 62);
        U64(head, 32, 64);
        U16(head, 54, 56);
        U16(head, 56, (ushort)ranges.Length);
        long at = head.Length;
        for (int i = 0; i < ranges.Length; i++)
        {
            (ulong physical, ulong address, byte[] bytes) = ranges[i];
            int entry = 64 + 56 * i;
            U16(head, entry, 1);
            U64(head, entry + 8, (ulong)at);
            U64(head, entry + 16, address);
            U64(head, entry + 24, physical);
            U64(head, entry + 32, (ulong)bytes.Length);
            U64(head, entry + 40, (ulong)bytes.Length);
            at += bytes.Length;
        }
        core.Write(head);
        foreach ((_, _, byte[] bytes) in ranges)
            core.Write(bytes);
        return core.ToArray();
    }

    /// <summary>One range of a LiME dump.</summary>
    public static byte[] Lime(ulong start, byte[] bytes)
    {
        var header = new byte[32];
        "EMiL"u8.CopyTo(header);
        header[4] = 1;
        U64(header, 8, start);
        U64(header, 16, start + (ulong)bytes.Length - 1);
        return [.. header, .. bytes];
    }

    /// <summary>A kdump-compressed dump of memory from address 0 on.</summary>
    /// <param name="memory">Whole pages.</param>
    /// <param name="flags">How pages are packed: 1 is zlib, 4 snappy, 0x20 Zstandard; 0: not at all.</param>
    /// <param name="isMissing">Which pages, by number, were left out.</param>
    /// <param name="isSplit">It says that it is one of several.</param>
    public static byte[] Kdump(byte[] memory, uint flags, Func<int, bool>? isMissing = null, bool isSplit = false)
    {
        int count = memory.Length / Page;
        int blocks = (count + 8 * Page - 1) / (8 * Page);
        int[] stored = [.. Enumerable.Range(0, count).Where(page => isMissing?.Invoke(page) != true)];
        var head = new byte[(2 + 2 * blocks) * Page];
        "KDUMP   "u8.CopyTo(head);
        head[8] = 6;
        U64(head, 428, Page | 1UL << 32); // size of a block, blocks of the second header
        U64(head, 436, (uint)(2 * blocks) | (ulong)count << 32);
        head[Page + 12] = (byte)(isSplit ? 1 : 0);
        foreach (int page in stored)
        {
            head[2 * Page + page / 8] |= (byte)(1 << page % 8);
            head[(2 + blocks) * Page + page / 8] |= (byte)(1 << page % 8);
        }
        var descriptors = new byte[stored.Length * 24];
        var data = new MemoryStream();
        long start = head.Length + descriptors.Length;
        byte[] zeros = Pack(new byte[Page], flags);
        data.Write(zeros); // which all pages of zeros share
        for (int i = 0; i < stored.Length; i++)
        {
            byte[] page = memory[(stored[i] * Page)..((stored[i] + 1) * Page)];
            bool isZero = page.AsSpan().IndexOfAnyExcept((byte)0) < 0;
            byte[] packed = isZero ? zeros : Pack(page, flags);
            bool isPlain = packed.Length >= Page;
            U64(descriptors, i * 24, (ulong)(isZero ? start : start + data.Length));
            U64(descriptors, i * 24 + 8, (uint)(isPlain ? Page : packed.Length) | (ulong)(isPlain ? 0 : flags) << 32);
            if (!isZero)
                data.Write(isPlain ? page : packed);
        }
        return [.. head, .. descriptors, .. data.ToArray()];
    }

    /// <summary>The same bytes as makedumpfile -F writes them: in pieces, the first of which is written again at the end.</summary>
    public static byte[] Flattened(byte[] file)
    {
        var output = new MemoryStream();
        var header = new byte[4096];
        "makedumpfile"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(16), 1);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(24), 1);
        output.Write(header);
        void Piece(long offset, ReadOnlySpan<byte> bytes)
        {
            var numbers = new byte[16];
            BinaryPrimitives.WriteInt64BigEndian(numbers, offset);
            BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), bytes.IsEmpty ? -1 : bytes.Length);
            output.Write(numbers);
            output.Write(bytes);
        }
        int half = file.Length / 2;
        Piece(0, new byte[512]);
        Piece(half, file.AsSpan(half));
        Piece(0, file.AsSpan(0, half));
        Piece(-1, []);
        return output.ToArray();
    }

    /// <summary>One range of an AVML dump: pieces of 64 KiB, every third as it is, the length of all behind.</summary>
    public static byte[] Avml(ulong start, byte[] bytes)
    {
        var header = new byte[32];
        "AVML"u8.CopyTo(header);
        header[4] = 2;
        U64(header, 8, start);
        U64(header, 16, start + (ulong)bytes.Length - 1);
        var pieces = new MemoryStream();
        pieces.Write([0xff, 6, 0, 0, .. "sNaPpY"u8]);
        for (int at = 0, i = 0; at < bytes.Length; at += 1 << 16, i++)
        {
            byte[] piece = bytes[at..Math.Min(bytes.Length, at + (1 << 16))];
            byte[] stored = i % 3 == 2 ? piece : Snappier.Snappy.CompressToArray(piece);
            int length = stored.Length + 4;
            pieces.Write([(byte)(i % 3 == 2 ? 1 : 0), (byte)length, (byte)(length >> 8), (byte)(length >> 16)]);
            pieces.Write([.. BitConverter.GetBytes(Kallsyms.Digests.Crc32C.Masked(piece)), .. stored]);
        }
        var trailer = new byte[8];
        U64(trailer, 0, (ulong)pieces.Length);
        return [.. header, .. pieces.ToArray(), .. trailer];
    }

    /// <summary>A migration stream of QEMU: firmware and memory, in two sections; the first page is sent twice.</summary>
    /// <param name="machine">The name of the machine.</param>
    /// <param name="block">The name of its memory.</param>
    /// <param name="memory">Its memory.</param>
    /// <param name="foreign">What another device sends before the memory, and in its middle: a section's kind, number and bytes.</param>
    /// <param name="hasFooters">As streams of 2.4 and later have.</param>
    public static byte[] Migration(string machine, string block, byte[] memory, byte[]? foreign = null, bool hasFooters = true)
    {
        var stream = new MemoryStream();
        void Number(ulong value, int bytes)
        {
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
                stream.WriteByte((byte)(value >> shift));
        }
        void Name(string name)
        {
            stream.WriteByte((byte)name.Length);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(name));
        }
        void Sent(int page, bool isFirst, byte[] bytes)
        {
            bool isZero = bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0;
            Number((ulong)page * Page | (isZero ? 2UL : 8UL) | (isFirst ? 0 : 32UL), 8);
            if (isFirst)
                Name(block);
            stream.Write(isZero ? [0] : bytes);
        }
        void EndOfSection()
        {
            Number(16, 8);
            Footer(2);
        }
        void Footer(ulong number)
        {
            if (hasFooters)
                Number(0x7e, 1);
            if (hasFooters)
                Number(number, 4);
        }
        void Foreign()
        {
            if (foreign is null)
                return;
            stream.Write(foreign);
            Footer(foreign[4]);
        }
        stream.Write("QEVM\0\0\0\u0003\u0007"u8);
        Number((ulong)machine.Length, 4);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(machine));
        Number(1, 1);
        Number(2, 4);
        Name("ram");
        Number(0, 4);
        Number(4, 4);
        Number((ulong)memory.Length + Page | 4, 8);
        Name(block);
        Number((ulong)memory.Length, 8);
        Name("firmware");
        Number(Page, 8);
        EndOfSection();
        Foreign();
        Number(2, 1);
        Number(2, 4);
        Sent(0, true, new byte[Page].Select(_ => (byte)7).ToArray());
        Number(8, 8);
        Name("firmware");
        stream.Write(new byte[Page]);
        int pages = memory.Length / Page;
        for (int page = 0; page < pages; page++)
        {
            if (page == pages / 2)
            {
                EndOfSection();
                Foreign();
                Number(2, 1);
                Number(2, 4);
            }
            Sent(page, page == 0 || page == pages / 2, memory[(page * Page)..((page + 1) * Page)]);
        }
        EndOfSection();
        Number(3, 1);
        Number(2, 4);
        EndOfSection();
        Number(0, 1);
        return stream.ToArray();
    }

    static byte[] Pack(byte[] page, uint flags)
    {
        switch (flags)
        {
            case 1:
                var packed = new MemoryStream();
                using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                    zlib.Write(page);
                return packed.ToArray();
            case 4:
                return Snappier.Snappy.CompressToArray(page);
            case 0x20:
                using (var zstd = new ZstdSharp.Compressor())
                    return zstd.Wrap(page).ToArray();
            default:
                return page;
        }
    }

    static void U16(byte[] bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    static void U64(byte[] bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
}
