using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Kallsyms.Tests.Images;

/// <summary>Writes disks in QEMU's own format, from its description.</summary>
static class Qcow2Shells
{
    const int ClusterBits = 12;
    const int Cluster = 1 << ClusterBits;
    const int PerTable = Cluster / 8; // clusters that a table of the second level leads to

    /// <summary>Version 3, clusters backwards, none for zeros.</summary>
    /// <param name="data">What is on the disk.</param>
    /// <param name="state">What savevm has written of a machine, in a snapshot of the disk without any data; empty: there is none.</param>
    public static byte[] Disk(byte[] data, byte[] state)
    {
        var file = new List<byte>(new byte[Cluster]);
        (long first, int count) = Tables(file, data, 0);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(CollectionsMarshal.AsSpan(file)[at..], value);
        void U64(int at, long value) => BinaryPrimitives.WriteInt64BigEndian(CollectionsMarshal.AsSpan(file)[at..], value);
        if (state.Length > 0)
        {
            long disk = ((long)data.Length + PerTable * Cluster - 1) / (PerTable * Cluster);
            (long its, int itsCount) = Tables(file, state, (int)disk);
            int at = file.Count;
            file.AddRange(new byte[40 + 24 + 8]);
            U64(at, its);
            U32(at + 8, (uint)itsCount);
            BinaryPrimitives.WriteUInt16BigEndian(CollectionsMarshal.AsSpan(file)[(at + 12)..], 1);
            BinaryPrimitives.WriteUInt16BigEndian(CollectionsMarshal.AsSpan(file)[(at + 14)..], 4);
            U32(at + 36, 24);
            U64(at + 40, state.Length);
            U64(at + 48, data.Length);
            "1dump"u8.CopyTo(CollectionsMarshal.AsSpan(file)[(at + 64)..]);
            U32(60, 1);
            U64(64, at);
        }
        ((byte[])[(byte)'Q', (byte)'F', (byte)'I', 0xfb]).CopyTo(CollectionsMarshal.AsSpan(file));
        U32(4, 3);
        U32(20, ClusterBits);
        U64(24, data.Length);
        U32(36, (uint)count);
        U64(40, first);
        U32(100, 104);
        return [.. file];
    }

    static (long First, int Count) Tables(List<byte> file, byte[] data, int before)
    {
        byte[][] clusters = [.. data.Chunk(Cluster)];
        var places = new long[clusters.Length];
        for (int i = clusters.Length - 1; i >= 0; i--)
        {
            if (clusters[i].AsSpan().IndexOfAnyExcept((byte)0) < 0)
                continue;
            places[i] = file.Count;
            file.AddRange(clusters[i]);
            file.AddRange(new byte[Cluster - clusters[i].Length]);
        }
        var first = new byte[(before + (clusters.Length + PerTable - 1) / PerTable) * 8];
        foreach ((int number, long[] part) in places.Chunk(PerTable).Index())
        {
            var table = new byte[Cluster];
            foreach ((int i, long place) in part.Index())
                BinaryPrimitives.WriteInt64BigEndian(table.AsSpan(i * 8), place == 0 ? 0 : place | 1L << 63);
            BinaryPrimitives.WriteInt64BigEndian(first.AsSpan((before + number) * 8), (uint)file.Count | 1L << 63);
            file.AddRange(table);
        }
        int at = file.Count;
        file.AddRange(first);
        file.AddRange(new byte[Cluster - first.Length % Cluster]);
        return (at, first.Length / 8);
    }
}
