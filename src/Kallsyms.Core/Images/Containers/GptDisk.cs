using System.Buffers.Binary;
using System.Text;
using Kallsyms.Digests;

namespace Kallsyms.Images.Containers;

/// <summary>
/// A disk with a GUID partition table (UEFI Specification, 5.3): its partitions. Attributes that boot loaders of A/B systems keep there
/// show which one is to boot.
/// </summary>
static class GptDisk
{
    const int MaxEntries = 1024;
    const int MinEntry = 128;

    // ChromeOS' kernel partitions, FE3A2A5D-4F32-41A7-B725-ACCC3285A309 (Chromium OS, disk format): priority in bits 48 to 51,
    // remaining tries in 52 to 55, successful boot in bit 56.
    static readonly byte[] _chromeKernel = new Guid("FE3A2A5D-4F32-41A7-B725-ACCC3285A309").ToByteArray();

    readonly record struct Partition(string Name, long Start, long Length, ulong Attributes, bool IsChromeKernel);

    public static Contents? Find(ImageHead head)
    {
        foreach (int block in (ReadOnlySpan<int>)[512, 4096])
        {
            if (head.Has(block, "EFI PART"u8) && Read(head, block) is { Count: > 0 } partitions)
                return new(Parts(partitions)) { Note = Damage(head, block) };
        }
        return null;
    }

    // The header's checksum is computed with zeros in its own place; the header contains the checksum of the table.
    static string? Damage(ImageHead head, int block)
    {
        uint size = head.U32(block + 12);
        byte[] header = head.Bytes.Slice(block, (int)Math.Clamp(size, 92, 512)).ToArray();
        header.AsSpan(16, 4).Clear();
        long table = (long)head.U64(block + 72) * block;
        long length = (long)Math.Min(head.U32(block + 80), MaxEntries) * head.U32(block + 84);
        return Crc32.OfZip(header) != head.U32(block + 16) ? "the header of the partition table is damaged, by its crc32"
            : table + length > head.Length || Crc32.OfZip(head.Source.Read(table, length)) != head.U32(block + 88)
            ? "the partition table is damaged, by its crc32" : null;
    }

    static List<Partition> Read(ImageHead head, int block)
    {
        long table = (long)head.U64(block + 72);
        uint count = Math.Min(head.U32(block + 80), MaxEntries);
        uint size = head.U32(block + 84);
        var partitions = new List<Partition>();
        if (size < MinEntry || size > 4096 || table < 1 || table > head.Length / block)
            return partitions;
        var entry = new byte[MinEntry];
        for (long i = 0, at = table * block; i < count && at + MinEntry <= head.Length; i++, at += size)
        {
            head.Source.Read(at, entry);
            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(32));
            ulong last = BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(40));
            if (entry.AsSpan(0, 16).IndexOfAnyExcept((byte)0) < 0 || first == 0 || last < first || first >= (ulong)(head.Length / block))
                continue;
            long start = (long)first * block;
            long length = (long)Math.Min(last - first + 1, (ulong)((head.Length - start) / block)) * block;
            partitions.Add(new(
                Encoding.Unicode.GetString(entry.AsSpan(56, 72)).TrimEnd('\0'), start, length,
                BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(48)), entry.AsSpan(0, 16).SequenceEqual(_chromeKernel)));
        }
        return partitions;
    }

    static Part[] Parts(List<Partition> partitions)
    {
        Partition? preferred = ChromeChoice(partitions) ?? SlotChoice(partitions);
        var parts = new List<Part>();
        long end = 0;
        // Overlapping partitions were made to be read again and again.
        foreach (Partition partition in partitions.OrderBy(partition => partition.Start))
        {
            if (partition.Start < end)
                continue;
            end = partition.Start + partition.Length;
            parts.Add(new($"partition {partition.Name}", partition.Start, partition.Length)
            {
                Preference = partition == preferred ? $"the partition table says that {partition.Name} is to boot" : null,
            });
        }
        return [.. parts];
    }

    static Partition? ChromeChoice(List<Partition> partitions)
    {
        Partition[] bootable = partitions.Where(partition => partition.IsChromeKernel && Priority(partition) > 0
            && (partition.Attributes >> 52 & 0x1f) != 0).OrderByDescending(Priority).ToArray();
        return bootable.Length > 0 ? bootable[0] : null;
    }

    static ulong Priority(Partition partition) => partition.Attributes >> 48 & 15;

    // Qualcomm's boot loaders keep the state of Android's slots in the attributes of boot_a and boot_b: bit 50 active, bit 55 unbootable.
    static Partition? SlotChoice(List<Partition> partitions)
    {
        Partition[] slots = partitions.Where(partition => partition.Name is "boot_a" or "boot_b").ToArray();
        Partition[] active = slots.Where(slot => (slot.Attributes >> 50 & 1) != 0 && (slot.Attributes >> 55 & 1) == 0).ToArray();
        return slots.Length == 2 && active.Length == 1 ? active[0] : null;
    }
}
