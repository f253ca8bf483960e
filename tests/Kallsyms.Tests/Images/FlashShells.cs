using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Kallsyms.Digests;

namespace Kallsyms.Tests.Images;

/// <summary>Flash memory, disks and archives in their simplest form, for where the tools that make them are not at hand.</summary>
static class FlashShells
{
    /// <summary>
    /// Pages with spare bytes, as nanddump --oob writes them: the mark of a good block, unused bytes, and checksums at the end. Bad
    /// blocks are skipped, as nandwrite does.
    /// </summary>
    public static byte[] WithSpare(byte[] flash, int page, int spare, SpareForm form = SpareForm.Behind)
    {
        const int block = 128 << 10;
        var random = new Random(9);
        var all = new List<byte>();
        foreach ((int at, byte[] chunk) in flash.Chunk(page).Index())
        {
            if (form == SpareForm.BadBlocks && at * page % block == 0 && at * page / block % 9 == 4)
                all.AddRange(BadBlock(block / page, page, spare, at % 2 == 0 ? random : null));
            byte[] bytes = new byte[page];
            bytes.AsSpan().Fill(0xff);
            chunk.CopyTo(bytes, 0);
            byte[] beside = new byte[spare];
            beside.AsSpan().Fill(0xff);
            if (chunk.AsSpan().IndexOfAnyExcept((byte)0xff) >= 0)
            {
                random.NextBytes(form == SpareForm.Checksums ? beside : beside.AsSpan(spare / 2));
                if (form != SpareForm.Checksums)
                    beside[5] = 0xff;
            }
            all.AddRange(form == SpareForm.InFront ? [.. beside, .. bytes] : [.. bytes, .. beside]);
        }
        return [.. all];
    }

    // Only its first page is marked; what is in it, is left from before, or it is erased.
    static byte[] BadBlock(int pages, int page, int spare, Random? random)
    {
        byte[] bytes = new byte[pages * (page + spare)];
        bytes.AsSpan().Fill(0xff);
        for (int i = 0; i < pages; i++)
            random?.NextBytes(bytes.AsSpan(i * (page + spare), page));
        bytes[page] = 0;
        return bytes;
    }

    /// <summary>One static volume.</summary>
    public static byte[] Ubi(byte[] data, int block, int page, uint volume = 0)
    {
        var all = new List<byte>();
        int room = block - 2 * page;
        foreach ((int number, byte[] chunk) in data.Chunk(room).Index())
        {
            byte[] bytes = new byte[block];
            "UBI#"u8.CopyTo(bytes);
            bytes[4] = 1;
            U32(bytes, 16, (uint)page);
            U32(bytes, 20, 2 * (uint)page);
            U32(bytes, 60, Crc32.Compute(uint.MaxValue, bytes.AsSpan(0, 60)));
            Span<byte> header = bytes.AsSpan(page, 64);
            "UBI!"u8.CopyTo(header);
            (header[4], header[5]) = (1, 2);
            U32(header, 8, volume);
            U32(header, 12, (uint)number);
            U32(header, 20, (uint)chunk.Length);
            U32(header, 24, (uint)((data.Length + room - 1) / room));
            U32(header, 32, Crc32.Compute(uint.MaxValue, chunk));
            U32(header, 60, Crc32.Compute(uint.MaxValue, header[..60]));
            chunk.CopyTo(bytes, 2 * page);
            all.AddRange(bytes);
        }
        return [.. all];
    }

    /// <summary>A squashfs with one file, vmlinuz, nothing of which is packed.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="isItself">It is not a file, but the root directory.</param>
    public static byte[] Squash(byte[] data, string fileName = "vmlinuz", bool isItself = false)
    {
        byte[] super = new byte[96];
        "hsqs"u8.CopyTo(super);
        Little32(super, 12, 1 << 17);
        (super[20], super[28]) = (1, 4);
        byte[] file = new byte[32 + 4];
        file[0] = 2;
        Little32(file, 16, 96);
        Little32(file, 20, uint.MaxValue);
        Little32(file, 28, 100_000);
        Little32(file, 32, (uint)data.Length | 1 << 24);
        byte[] root = new byte[32];
        root[0] = 1;
        byte[] name = Encoding.ASCII.GetBytes(fileName);
        byte[] directory =
        [
            .. new byte[12], (byte)(isItself ? file.Length : 0), 0, 0, 0, (byte)(isItself ? 1 : 2), 0, (byte)(name.Length - 1),
            (byte)(name.Length - 1 >> 8), .. name,
        ];
        (root[24], root[25]) = ((byte)(directory.Length + 3), (byte)(directory.Length + 3 >> 8));
        byte[] inodes = Metadata([.. file, .. root]);
        Little64(super, 32, (ulong)file.Length);
        Little64(super, 64, 96 + (ulong)data.Length);
        Little64(super, 72, 96 + (ulong)data.Length + (ulong)inodes.Length);
        byte[] directories = Metadata(directory);
        byte[] all = [.. super, .. data, .. inodes, .. directories];
        Little64(all, 40, (ulong)all.Length);
        return all;
    }

    /// <summary>An archive of one file that is not packed.</summary>
    public static byte[] StoredZip(string name, byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream file = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            file.Write(bytes);
        }
        return output.ToArray();
    }

    /// <summary>An archive of files.</summary>
    public static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        using var output = new MemoryStream();
        using (var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream file = archive.CreateEntry(name).Open();
                file.Write(bytes);
            }
        }
        return output.ToArray();
    }

    /// <summary>A disk with a GUID partition table.</summary>
    public static byte[] Gpt(params (string Name, ulong Attributes, byte[] Bytes)[] partitions)
    {
        byte[] disk = new byte[34 * 512];
        "EFI PART"u8.CopyTo(disk.AsSpan(512));
        Little32(disk, 512 + 12, 92);
        Little64(disk, 512 + 72, 2);
        Little32(disk, 512 + 80, 128);
        Little32(disk, 512 + 84, 128);
        var all = new List<byte>();
        for (int i = 0; i < partitions.Length; i++)
        {
            int at = 1024 + i * 128;
            disk[at] = 1;
            int blocks = (partitions[i].Bytes.Length + 511) / 512;
            ulong first = 34 + (ulong)all.Count / 512;
            Little64(disk, at + 32, first);
            Little64(disk, at + 40, first + (ulong)blocks - 1);
            Little64(disk, at + 48, partitions[i].Attributes);
            Encoding.Unicode.GetBytes(partitions[i].Name).CopyTo(disk, at + 56);
            all.AddRange([.. partitions[i].Bytes, .. new byte[blocks * 512 - partitions[i].Bytes.Length]]);
        }
        Little32(disk, 512 + 88, Crc32.OfZip(disk.AsSpan(1024, 128 * 128)));
        Little32(disk, 512 + 16, Crc32.OfZip(disk.AsSpan(512, 92)));
        return [.. disk, .. all];
    }

    /// <summary>A disk with the partition table of PCs.</summary>
    public static byte[] Mbr(params byte[][] partitions)
    {
        byte[] disk = new byte[2048 * 512];
        (disk[510], disk[511]) = (0x55, 0xaa);
        var all = new List<byte>();
        for (int i = 0; i < partitions.Length; i++)
        {
            int at = 446 + i * 16;
            disk[at + 4] = 0x83;
            int blocks = (partitions[i].Length + 511) / 512;
            Little32(disk, at + 8, 2048 + (uint)all.Count / 512);
            Little32(disk, at + 12, (uint)blocks);
            all.AddRange([.. partitions[i], .. new byte[blocks * 512 - partitions[i].Length]]);
        }
        return [.. disk, .. all];
    }

    static byte[] Metadata(byte[] bytes) => [(byte)bytes.Length, (byte)(bytes.Length >> 8 | 0x80), .. bytes];

    static void U32(Span<byte> bytes, int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(bytes[at..], value);

    static void Little32(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);

    static void Little64(byte[] bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
}

/// <summary>How spare bytes lie beside the data of NAND flash.</summary>
enum SpareForm
{
    /// <summary>Behind each page.</summary>
    Behind,

    /// <summary>In front of each page.</summary>
    InFront,

    /// <summary>Behind each page, and no byte of them tells anything.</summary>
    Checksums,

    /// <summary>Behind each page; some blocks are marked as bad.</summary>
    BadBlocks,
}
