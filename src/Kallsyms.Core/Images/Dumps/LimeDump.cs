using System.Buffers.Binary;
using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>A LiME dump, version 1: consecutive ranges of physical memory, each with a header (LiME's own documentation).</summary>
static class LimeDump
{
    const int HeaderSize = 32; // magic, version, first and last address, 8 reserved bytes
    const uint Magic = 0x4c694d45;
    const int MaxRanges = 1 << 16;

    /// <summary>Opens the memory; a truncated file gives what is there.</summary>
    /// <exception cref="KallsymsException">Headers are damaged.</exception>
    public static SparseBytes Open(ByteSource file)
    {
        var extents = new List<Extent>();
        Span<byte> header = stackalloc byte[HeaderSize];
        for (long at = 0; file.Length - at >= HeaderSize;)
        {
            if (extents.Count == MaxRanges)
            {
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"more than {MaxRanges} ranges of memory, which is the limit", file.Name, at);
            }
            file.Read(at, header);
            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
            ulong last = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || first > last || last > long.MaxValue / 2)
                throw new KallsymsException(
                    ErrorKind.Unreadable, "no header of a range of memory where the range before ends", file.Name, at);
            long length = (long)(last - first) + 1;
            extents.Add(new((long)first, Math.Min(length, file.Length - at - HeaderSize), at + HeaderSize));
            at += HeaderSize + length;
        }
        return ExtentBytes.Stored(file, extents);
    }
}
