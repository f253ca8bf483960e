using System.Buffers.Binary;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images.Dumps;

namespace Kallsyms.Images.Containers;

/// <summary>
/// A disk in QEMU's own format (docs/interop/qcow2 in its sources): the disk in clusters, located by two levels of tables, and
/// snapshots, each with its own tables. A migration stream written by savevm lies in these, past the end of the disk. Numbers are
/// big-endian.
/// </summary>
static class Qcow2Disk
{
    const string Cure = "convert it with qemu-img convert -O raw";
    const int HeaderSize = 104;
    const int SnapshotSize = 40; // before its extra data, its number and its name
    const int MaxSnapshots = 16;
    const int MaxFirst = 1 << 22; // entries of a first-level table, as in QEMU
    const int MaxClusters = 1 << 22; // 256 GiB of the usual 64 KiB

    const ulong Offset = 0x00ff_ffff_ffff_fe00;
    const ulong Packed = 1UL << 62;
    const ulong Zeros = 1;
    const ulong Dirty = 1; // its reference counts are not up to date, which does not matter here
    const ulong ForPacked = 8; // how clusters are compressed

    /// <summary>The tables of a disk or a snapshot.</summary>
    readonly record struct Tables(long First, uint Count);

    public static Contents? Find(ImageHead head) => !head.Has(0, [(byte)'Q', (byte)'F', (byte)'I', 0xfb]) ? null
        : Refusal(head) is { } why ? new([]) { Note = why }
        : new((Part[])
        [
            .. Snapshots(head.Source),
            new("disk", 0, head.Length) { Arrange = file => Disk(file, BinaryPrimitives.ReadInt64BigEndian(file.Read(24, 8))) },
        ]);

    // Null if it can be read, as far as the header tells.
    static string? Refusal(ImageHead head)
    {
        uint version = head.U32BigEndian(4);
        bool needsMore = version == 3
            && (BinaryPrimitives.ReadUInt64BigEndian(head.Bytes[72..]) & ~(Dirty | ForPacked)) != 0;
        string? what = version is not (2 or 3) ? $"of version {version}"
            : head.U32BigEndian(32) != 0 ? "that is encrypted"
            : head.U32BigEndian(8) != 0 || head.U32BigEndian(12) != 0 ? "that is based on another file"
            : needsMore ? "with features that are not known here (an external data file, subclusters)"
            : head.U32BigEndian(20) is < 9 or > 21 ? "with a damaged header" : null;
        return what is null ? null : $"a qcow2 disk {what}, which is not read here: {Cure}";
    }

    static List<Part> Snapshots(ByteSource file)
    {
        byte[] header = file.Read(0, Math.Min(file.Length, HeaderSize));
        var parts = new List<Part>();
        if (header.Length < HeaderSize)
            return parts;
        uint count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(60)), MaxSnapshots);
        long at = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(64));
        for (uint i = 0; i < count && at > 0 && at <= file.Length - SnapshotSize; i++)
        {
            byte[] entry = file.Read(at, SnapshotSize);
            var tables = new Tables(BinaryPrimitives.ReadInt64BigEndian(entry), BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(8)));
            int number = BinaryPrimitives.ReadUInt16BigEndian(entry.AsSpan(12));
            int name = BinaryPrimitives.ReadUInt16BigEndian(entry.AsSpan(14));
            uint extra = BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(36));
            long end = at + SnapshotSize + extra + number + name;
            if (end > file.Length)
                break;
            byte[] more = file.Read(at + SnapshotSize, Math.Min(extra, 16));
            long state = more.Length >= 8 ? BinaryPrimitives.ReadInt64BigEndian(more)
                : BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(32));
            long disk = BinaryPrimitives.ReadInt64BigEndian(more.Length >= 16 ? more.AsSpan(8) : header.AsSpan(24));
            string text = Encoding.UTF8.GetString(file.Read(at + SnapshotSize + extra, number + name).AsSpan(number));
            if (state > 0)
                parts.Add(new($"snapshot {i + 1} ({text})", 0, file.Length) { Arrange = all => State(all, tables, disk, state) });
            at = (end + 7) & ~7L;
        }
        return parts;
    }

    static FilledBytes Disk(ByteSource file, long size)
    {
        byte[] header = file.Read(0, HeaderSize);
        long first = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(40));
        var tables = new Tables(first, BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(36)));
        return Map(file, tables, 0, size);
    }

    // The state of the machine starts at the first cluster with a second-level table of its own.
    static FilledBytes State(ByteSource file, Tables tables, long disk, long length)
    {
        int bits = ClusterBits(file);
        long each = 1L << (2 * bits - 3);
        return disk < 0 || disk > long.MaxValue - each ? throw Damaged(file, 0)
            : Map(file, tables, (disk + each - 1) / each * each, length);
    }

    static int ClusterBits(ByteSource file) => (int)BinaryPrimitives.ReadUInt32BigEndian(file.Read(20, 4));

    // A range of the disk's bytes, as far as its tables reach. Consecutive clusters become one extent.
    static FilledBytes Map(ByteSource file, Tables tables, long start, long length)
    {
        int bits = ClusterBits(file);
        long cluster = 1L << bits;
        long perTable = cluster / 8;
        var extents = new List<Extent>();
        if (tables.Count > MaxFirst || start < 0 || length < 0)
            throw Damaged(file, tables.First);
        byte[] first = Table(file, tables.First, tables.Count);
        length = Math.Min(length, Math.Max(0, tables.Count * perTable * cluster - start));
        long count = (long)(((ulong)length + (ulong)cluster - 1) >> bits);
        long next = start >> bits;
        long left = file.Length; // no two tables share bytes
        for (long end = next + count; next < end && next / perTable < tables.Count;)
        {
            ulong entry = BinaryPrimitives.ReadUInt64BigEndian(first.AsSpan((int)(next / perTable) * 8));
            long last = Math.Min(end, (next / perTable + 1) * perTable);
            if ((entry & Offset) != 0 && (left -= cluster) < 0)
                throw Damaged(file, (long)(entry & Offset));
            if ((entry & Offset) != 0)
                AddTable(file, Table(file, (long)(entry & Offset), perTable), next, last, cluster, start, extents);
            next = last;
        }
        return new(file, extents, length);
    }

    static void AddTable(ByteSource file, byte[] table, long next, long last, long cluster, long start, List<Extent> extents)
    {
        for (; next < last; next++)
        {
            ulong entry = BinaryPrimitives.ReadUInt64BigEndian(table.AsSpan((int)(next % (cluster / 8)) * 8));
            long at = (long)(entry & Offset);
            if ((entry & Packed) != 0)
            {
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"a qcow2 disk whose clusters are compressed, which is not read here: {Cure}");
            }
            if (at == 0 || (entry & Zeros) != 0 || at >= file.Length)
                continue;
            long place = next * cluster - start;
            long length = Math.Min(cluster, file.Length - at);
            if (extents.Count > 0 && extents[^1] is var before && before.End == place && before.At + before.Length == at)
                extents[^1] = before with { Length = before.Length + length };
            else if (extents.Count < MaxClusters)
                extents.Add(new(place, length, at));
            else
                throw new KallsymsException(ErrorKind.Unreadable, $"more than {MaxClusters} pieces, which is the limit: {Cure}", file.Name);
        }
    }

    static byte[] Table(ByteSource file, long at, long entries) =>
        at <= 0 || at > file.Length - entries * 8 ? throw Damaged(file, at) : file.Read(at, entries * 8);

    static KallsymsException Damaged(ByteSource file, long at) =>
        new(ErrorKind.Unreadable, "a table of a qcow2 disk is not inside the file: damaged or cut off", file.Name, at);
}
