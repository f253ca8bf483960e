using System.Buffers.Binary;
using Kallsyms.Digests;
using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// An AVML dump: ranges of physical memory like LiME's, version 2, each stored as a framed Snappy stream (AVML's own documentation;
/// framing_format.txt of Snappy) followed by the length of that stream.
/// </summary>
sealed class AvmlDump : SparseBytes
{
    const int HeaderSize = 32; // magic, version, first and last address, 8 reserved bytes
    const uint Magic = 0x4c4d5641;
    const int ChecksumSize = 4;
    const int MaxChunk = 65536;
    const int MaxChunks = 1 << 22; // 256 GiB
    const int Trailer = 8;

    readonly ByteSource _file;
    readonly Chunk[] _chunks; // in address order, without overlaps
    readonly byte[] _packed = new byte[MaxChunk * 2];
    readonly byte[] _chunk = new byte[MaxChunk];
    int _inChunk = -1; // the one that is unpacked there

    // A piece of memory, and its stored bytes.
    readonly record struct Chunk(long Start, int Length, long Place, int Stored, bool IsPacked);

    AvmlDump(ByteSource file, List<Chunk> chunks)
    {
        _file = file;
        _chunks = chunks.OrderBy(chunk => chunk.Start).ToArray();
        for (int i = 1; i < _chunks.Length; i++)
        {
            if (_chunks[i].Start < _chunks[i - 1].Start + _chunks[i - 1].Length)
                throw new KallsymsException(ErrorKind.Unreadable, "two ranges of memory overlap: damaged", file.Name, _chunks[i].Place);
        }
    }

    /// <inheritdoc/>
    public override long Length => _chunks.Length > 0 ? _chunks[^1].Start + _chunks[^1].Length : 0;

    /// <summary>Recognises the format by its first bytes.</summary>
    public static bool Matches(ReadOnlySpan<byte> head) => head.StartsWith("AVML\u0002\0\0\0"u8);

    /// <summary>Opens the memory; a truncated file gives what is there.</summary>
    /// <exception cref="KallsymsException">Headers are damaged.</exception>
    public static SparseBytes Open(ByteSource file)
    {
        var chunks = new List<Chunk>();
        Span<byte> header = stackalloc byte[HeaderSize];
        for (long at = 0; file.Length - at >= HeaderSize;)
        {
            file.Read(at, header);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic && file.Length - at >= HeaderSize + Trailer)
                file.Read(at += Trailer, header);
            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
            ulong last = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || first > last || last > long.MaxValue / 2)
            {
                throw new KallsymsException(
                    ErrorKind.Unreadable, "no header of a range of memory where the range before ends", file.Name, at);
            }
            at = ReadRange(file, at + HeaderSize, (long)first, (long)last + 1, chunks);
        }
        return new AvmlDump(file, chunks);
    }

    // Returns the position after the last of its chunks.
    static long ReadRange(ByteSource file, long at, long start, long end, List<Chunk> chunks)
    {
        Span<byte> head = stackalloc byte[4 + ChecksumSize + 4];
        while (start < end && file.Length - at >= 4)
        {
            file.Read(at, head[..(int)Math.Min(head.Length, file.Length - at)]);
            byte kind = head[0];
            int length = head[1] | head[2] << 8 | head[3] << 16;
            if (length > file.Length - at - 4)
                return file.Length; // truncated
            if (kind is 0 or 1)
            {
                int count = kind == 1 ? length - ChecksumSize : length < ChecksumSize + 1 ? 0 : Number(head[(4 + ChecksumSize)..]);
                if (count is <= 0 or > MaxChunk || count > end - start || length > MaxChunk * 2 || chunks.Count == MaxChunks)
                    throw new KallsymsException(ErrorKind.Unreadable, $"a piece of {count} bytes: damaged", file.Name, at);
                chunks.Add(new(start, count, at + 4 + ChecksumSize, length - ChecksumSize, kind == 0));
                start += count;
            }
            else if (kind < 0x80)
            {
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"a piece of a kind that is not known, 0x{kind:x}: damaged", file.Name, at);
            }
            at += 4 + length;
        }
        return start < end ? file.Length : at;
    }

    // The length at the start of a Snappy block, in groups of seven bits.
    static int Number(ReadOnlySpan<byte> bytes)
    {
        int value = 0;
        for (int i = 0; i < 3; i++)
        {
            value |= (bytes[i] & 0x7f) << 7 * i;
            if ((bytes[i] & 0x80) == 0)
                return value;
        }
        return 0;
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        destination.Clear();
        long end = offset + destination.Length;
        for (int i = FirstBehind(offset); i < _chunks.Length && _chunks[i].Start < end; i++)
        {
            long start = Math.Max(offset, _chunks[i].Start);
            int count = (int)(Math.Min(end, _chunks[i].Start + _chunks[i].Length) - start);
            lock (_chunk)
                Unpack(i).Slice((int)(start - _chunks[i].Start), count).CopyTo(destination[(int)(start - offset)..]);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Known(long start, long end)
    {
        for (int i = FirstBehind(start); i < _chunks.Length && _chunks[i].Start < end; i++)
            yield return (Math.Max(start, _chunks[i].Start), Math.Min(end, _chunks[i].Start + _chunks[i].Length));
    }

    ReadOnlySpan<byte> Unpack(int index)
    {
        Chunk chunk = _chunks[index];
        if (_inChunk != index)
        {
            _inChunk = -1;
            Span<byte> stored = _packed.AsSpan(0, chunk.Stored);
            _file.Read(chunk.Place, stored);
            if (!chunk.IsPacked)
                stored.CopyTo(_chunk);
            else
            {
                PageCodec.Unpack(
                    PageCodec.Snappy, _packed.AsMemory(0, chunk.Stored), _chunk.AsSpan(0, chunk.Length), _file.Name, chunk.Place);
            }
            CheckSum(chunk);
            _inChunk = index;
        }
        return _chunk.AsSpan(0, chunk.Length);
    }

    void CheckSum(Chunk chunk)
    {
        Span<byte> expected = stackalloc byte[ChecksumSize];
        _file.Read(chunk.Place - ChecksumSize, expected);
        uint found = Crc32C.Masked(_chunk.AsSpan(0, chunk.Length));
        if (BinaryPrimitives.ReadUInt32LittleEndian(expected) is var sum && sum != found)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"a damaged piece of memory: crc32c {sum:x8} expected, {found:x8} found", _file.Name, chunk.Place);
        }
    }

    int FirstBehind(long address)
    {
        int low = 0;
        for (int count = _chunks.Length; count > 0;)
        {
            int half = count / 2;
            if (_chunks[low + half].Start + _chunks[low + half].Length <= address)
                (low, count) = (low + half + 1, count - half - 1);
            else
                count = half;
        }
        return low;
    }
}
