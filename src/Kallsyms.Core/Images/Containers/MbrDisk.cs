namespace Kallsyms.Images.Containers;

/// <summary>
/// A disk with a PC partition table in its first sector: its primary partitions, and the logical ones in an extended partition.
/// </summary>
static class MbrDisk
{
    const int Sector = 512;
    const int Table = 446;
    const int MaxLogical = 64;

    readonly record struct Entry(byte Status, byte Type, long Start, long Length)
    {
        public bool IsExtended => Type is 0x05 or 0x0f or 0x85;
    }

    public static Contents? Find(ImageHead head)
    {
        // A file system's boot sector starts with a jump, and ends in the same way.
        if (head.Length < 2 * Sector || Entries(head, 0) is not { } entries)
            return null;
        var parts = new List<Part>();
        long end = 0;
        foreach (Entry entry in entries.Where(entry => entry.Type != 0).OrderBy(entry => entry.Start))
        {
            if (entry.Start < Math.Max(end, Sector) || entry.Start >= head.Length || entry.Length == 0)
                return null;
            end = entry.Start + entry.Length;
            if (entry.IsExtended)
                AddLogical(parts, head, entry);
            else
                parts.Add(new($"partition {parts.Count + 1}", entry.Start, entry.Length));
        }
        return parts.Count > 0 ? new(parts) : null;
    }

    // Each logical partition has a sector of its own, whose second entry leads to the next one.
    static void AddLogical(List<Part> parts, ImageHead head, Entry extended)
    {
        long at = extended.Start;
        for (int i = 0; i < MaxLogical && at + Sector <= head.Length && Entries(head, at) is { } entries; i++)
        {
            long start = at + entries[0].Start;
            if (entries[0] is { Type: not 0, Length: > 0 } && start < head.Length)
                parts.Add(new($"partition {parts.Count + 1}", start, entries[0].Length));
            long next = extended.Start + entries[1].Start;
            if (entries[1].Type == 0 || next <= at)
                return;
            at = next;
        }
    }

    static Entry[]? Entries(ImageHead head, long at)
    {
        var sector = new byte[Sector];
        head.Source.Read(at, sector);
        if (sector[510] != 0x55 || sector[511] != 0xaa)
            return null;
        var entries = new Entry[4];
        for (int i = 0; i < 4; i++)
        {
            ReadOnlySpan<byte> entry = sector.AsSpan(Table + 16 * i, 16);
            entries[i] = new(entry[0], entry[4], Blocks(entry[8..]), Blocks(entry[12..]));
            if (entries[i].Status is not (0 or 0x80) || entries[i].Type == 0 && entry.IndexOfAnyExcept((byte)0) >= 0)
                return null;
        }
        return entries;
    }

    static long Blocks(ReadOnlySpan<byte> field) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(field) * (long)Sector;
}
