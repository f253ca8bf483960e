using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Kallsyms.Digests;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// UBI (Linux, drivers/mtd/ubi, ubi-media.h): erase blocks in any order, each with two headers of big-endian numbers. The first gives
/// the places of the second and of the data; the second gives the volume and the number of the logical block.
/// </summary>
static class UbiImage
{
    const int HeaderSize = 64;
    const int MinBlock = 4096;
    const int MaxBlock = 8 << 20;
    const int MaxHeaders = 64; // used to determine the size of blocks
    const uint LayoutVolume = 0x7fffefff;
    const uint FirstInternal = 0x7fffefff;
    const int RecordSize = 172;
    const int MaxVolumes = 128;

    static ReadOnlySpan<byte> BlockMagic => "UBI#"u8;

    static ReadOnlySpan<byte> VolumeMagic => "UBI!"u8;

    // An erase block that holds a logical block. Sum: of its used bytes, in static volumes and in moved blocks. Count: blocks of a
    // static volume.
    readonly record struct Block(uint Volume, uint Number, ulong Sequence, long Data, int Size, int Used, uint? Sum, uint Count);

    // What the headers of one image say. Damaged: the place of the first that cannot be read. End: where its last block ends.
    readonly record struct Scan(List<Block> Blocks, long? Damaged, long End);

    public static Contents? Find(ImageHead head)
    {
        if (!head.Has(0, BlockMagic) || BlockSize(head) is not int size)
            return null;
        if (NandLayout.AreIn(size))
        {
            return new([], head.Length)
            {
                Note = $"a UBI image whose blocks of {size} bytes have spare bytes of NAND (out of band) in a layout that is not known"
                    + " here: read the flash again without them (nanddump without --oob)",
            };
        }
        (List<Block> blocks, long? damaged, long end) = Read(head, size);
        // Programs that read UBI have these four bytes, too.
        if (blocks.Count == 0 && damaged is not null)
            return null;
        Dictionary<uint, string> names = Names(head, blocks);
        var parts = new List<Part>();
        IEnumerable<IGrouping<uint, Block>> volumes = blocks.Where(block => block.Volume < FirstInternal).GroupBy(block => block.Volume);
        foreach (IGrouping<uint, Block> volume in volumes.OrderBy(volume => volume.Key).Take(MaxVolumes))
        {
            string name = names.GetValueOrDefault(volume.Key, volume.Key.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Block[] own = volume.ToArray();
            parts.Add(new($"volume {name}", 0, end) { Assemble = (image, budget) => Join(image, own, damaged, budget) });
        }
        return new(parts, end)
        {
            Note = damaged is long at ? $"the header of UBI at 0x{at:x} is damaged, by its crc32: what was in its block is missing" : null,
        };
    }

    // Erase blocks start with a header, except bad or unwritten ones: their size divides all distances between headers.
    static int? BlockSize(ImageHead head)
    {
        var magic = new byte[4];
        long size = 0;
        int found = 0;
        for (long at = MinBlock; at + HeaderSize <= head.Length && found < MaxHeaders && at <= Math.Max(MaxBlock, MaxHeaders * size);
            at += MinBlock)
        {
            head.Source.Read(at, magic);
            if (!magic.AsSpan().SequenceEqual(BlockMagic))
                continue;
            size = (long)BigInteger.GreatestCommonDivisor(size, at);
            found++;
        }
        return size is > 0 and <= MaxBlock ? (int)size : size == 0 && head.Length <= MaxBlock ? (int)head.Length : null;
    }

    // Another image may follow: its number is another, or it has the same blocks once more, and not as later copies.
    static Scan Read(ImageHead head, int size)
    {
        var blocks = new List<Block>();
        var seen = new HashSet<(uint, uint, ulong)>();
        uint image = 0;
        long? damaged = null;
        long end = size;
        var header = new byte[HeaderSize];
        for (long at = 0; at + size <= head.Length || at == 0; at += size)
        {
            head.Source.Read(at, header);
            if (IsHeader(header, BlockMagic, at, ref damaged))
            {
                uint own = U32(header, 24);
                Block? block = ReadBlock(head, header, at, size, ref damaged);
                if (image != 0 && own != 0 && own != image || block is { } known && !seen.Add((known.Volume, known.Number, known.Sequence)))
                    break;
                image = Math.Max(image, own);
                blocks.AddRange(block is { } found ? [found] : []);
                end = at + size;
            }
            else if (header.AsSpan().StartsWith(BlockMagic))
            {
                end = at + size;
            }
        }
        return new(blocks, damaged < end ? damaged : null, end);
    }

    // A block without the second header is free.
    static Block? ReadBlock(ImageHead head, byte[] header, long at, int size, ref long? damaged)
    {
        uint second = U32(header, 16);
        uint data = U32(header, 20);
        if (second > size - HeaderSize || data >= size || at + second + HeaderSize > head.Length)
            return null;
        head.Source.Read(at + second, header);
        if (!IsHeader(header, VolumeMagic, at + second, ref damaged))
            return null;
        int room = (int)Math.Min(size - data, head.Length - at - data);
        uint used = U32(header, 20);
        uint padding = U32(header, 28);
        bool isStatic = header[5] == 2;
        // A static volume states how much of each block is used; a dynamic one uses everything except its padding.
        int length = (int)Math.Min(isStatic ? used : (uint)room - Math.Min(padding, (uint)room), (uint)room);
        bool isCopy = header[6] != 0;
        ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(40));
        return new(U32(header, 8), U32(header, 12), sequence, at + data, length,
            (int)Math.Min(used, (uint)room), isStatic || isCopy ? U32(header, 32) : null, isStatic ? U32(header, 24) : 0);
    }

    // What is neither a header nor one value throughout, as in erased and bad blocks, is a damaged one.
    static bool IsHeader(byte[] header, ReadOnlySpan<byte> magic, long at, ref long? damaged)
    {
        if (header.AsSpan().StartsWith(magic) && HasSum(header))
            return true;
        if (header.AsSpan().IndexOfAnyExcept(header[0]) >= 0)
            damaged ??= at;
        return false;
    }

    static Dictionary<uint, string> Names(ImageHead head, List<Block> blocks)
    {
        var names = new Dictionary<uint, string>();
        if (!blocks.Any(block => block.Volume == LayoutVolume))
            return names;
        Block layout = blocks.Where(block => block.Volume == LayoutVolume).MaxBy(block => block.Sequence);
        var record = new byte[RecordSize];
        for (uint i = 0; i < MaxVolumes && (i + 1) * RecordSize <= layout.Size; i++)
        {
            head.Source.Read(layout.Data + i * RecordSize, record);
            int length = BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(14));
            if (length is > 0 and < 128 && U32(record, 0) != 0)
                names[i] = Encoding.UTF8.GetString(record, 16, length);
        }
        return names;
    }

    // Of two copies of a logical block the later one counts, unless moving it was interrupted and its data is incomplete.
    static Assembled Join(ImageBytes image, Block[] blocks, long? damaged, UnpackBudget budget)
    {
        Block[] current = blocks.GroupBy(block => block.Number).Select(copies => copies.OrderByDescending(copy => copy.Sequence)
            .FirstOrDefault(copy => IsWhole(image, copy), copies.First())).OrderBy(block => block.Number).ToArray();
        int size = current.Max(block => block.Size);
        // Unwritten blocks read as ones.
        long length = (long)current[^1].Number * size + current[^1].Size;
        if (current[^1].Number > (uint)(image.Length / MinBlock))
            throw UnpackedBytes.Error($"logical block {current[^1].Number} of a volume is beyond the flash");
        RequireAll(image, current, damaged);
        byte[] joined = budget.Take(length);
        joined.AsSpan().Fill(0xff);
        foreach (Block block in current)
            image.Source.Read(block.Data, joined.AsSpan((int)(block.Number * (long)size), block.Size));
        return new(joined, current.All(block => block.Sum is not null) ? "crc32" : null);
    }

    // A logical block may be missing because it was never written, but not if a damaged header may be its own.
    static void RequireAll(ImageBytes image, Block[] current, long? damaged)
    {
        for (int i = 0; i < current.Length; i++)
        {
            if (current[i].Number != i && (damaged is not null || current[i].Count > 0))
                throw Missing(i, damaged);
            if (!IsWhole(image, current[i]))
            {
                throw UnpackedBytes.Error(
                    $"damaged: crc32 of logical block {i} of a volume, at 0x{current[i].Data:x}, is not the one of its header");
            }
        }
        if (current[0].Count > current.Length)
            throw Missing(current.Length, damaged);
    }

    static KallsymsException Missing(int number, long? damaged) => UnpackedBytes.Error(
        $"damaged: logical block {number} of a volume is missing"
        + (damaged is long at ? $"; the header at 0x{at:x} is damaged" : ""));

    static bool IsWhole(ImageBytes image, Block block) =>
        block.Sum is not uint sum || Crc32.Compute(uint.MaxValue, image.Read(block.Data, block.Used).Span) == sum;

    static bool HasSum(byte[] header) => Crc32.Compute(uint.MaxValue, header.AsSpan(0, HeaderSize - 4)) == U32(header, HeaderSize - 4);

    static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
