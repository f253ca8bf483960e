using System.Buffers.Binary;
using System.IO.Hashing;
using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>
/// Decompresses successive .xz streams (xz-file-format.txt), and checks all their checks. What follows the last one is not consumed.
/// </summary>
/// <param name="packed">The packed bytes, which the stream closes.</param>
/// <param name="most">The maximum number of bytes wanted, which bounds the memory allocated for claims in a header.</param>
sealed class XzStreams(Stream packed, long most = long.MaxValue) : ReadOnlyStream
{
    const int HeaderSize = 12;

    readonly XzInput _input = new(packed);
    XzBlock? _block;
    Crc32 _blocks = new(); // over the sizes of the blocks, which the index must repeat
    ulong _blockCount;
    byte[] _flags = []; // of the current stream; empty if it has not begun
    bool _ended;

    /// <summary>The start of every stream.</summary>
    public static ReadOnlySpan<byte> Magic => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <summary>Whether a valid header was read, so that it is no coincidence.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The check of the unpacked bytes, such as "crc64"; null if some or all of them have none.</summary>
    public string? Check { get; private set; }

    /// <summary>The number of packed bytes consumed.</summary>
    public override long Position
    {
        get => _input.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && (_block ?? Next()) is { } block)
        {
            int count = block.Read(buffer);
            if (count > 0)
                return count;
            _blocks.Append(Record(block.UnpaddedSize, block.Size));
            _blockCount++;
            block.Dispose();
            _block = null;
        }
        return 0;
    }

    // A zero starts the index, which follows all blocks.
    XzBlock? Next()
    {
        while (!_ended)
        {
            if (_flags.Length == 0)
                ReadHeader();
            int size = _input.ReadByte();
            if (size != 0)
                return _block = new(_input, size, _flags[1], most);
            ReadIndex();
            _flags = [];
            _ended = !_input.SkipPaddingTo(Magic);
        }
        return null;
    }

    void ReadHeader()
    {
        long start = _input.Position;
        var header = new byte[HeaderSize];
        _input.ReadExactly(header);
        byte[] flags = header[6..8];
        CheckSum(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)), Crc32.HashToUInt32(flags), "stream header", start);
        if (!header.AsSpan().StartsWith(Magic) || flags[0] != 0 || flags[1] > 15)
            throw new InvalidDataException($"damaged xz stream header at 0x{start:x}");
        string? check = XzCheck.NameOf(flags[1]);
        Check = !HasBegun || Check == check ? check : null;
        HasBegun = true;
        (_flags, _blocks, _blockCount) = (flags, new(), 0);
    }

    // Index: a number of records of two numbers each, padded to four bytes. Then the footer: crc32, size of the index, flags, "YZ".
    void ReadIndex()
    {
        long start = _input.Position - 1;
        var sum = new Crc32();
        sum.Append([0]);
        ulong count = _input.ReadNumber(sum);
        var records = new Crc32();
        for (ulong i = 0; i < count && count == _blockCount; i++)
            records.Append(Record((long)_input.ReadNumber(sum), (long)_input.ReadNumber(sum)));
        while ((_input.Position - start) % 4 != 0)
            sum.Append([(byte)_input.ReadByte()]);
        Span<byte> end = stackalloc byte[4 + HeaderSize];
        _input.ReadExactly(end);
        if (count != _blockCount || records.GetCurrentHashAsUInt32() != _blocks.GetCurrentHashAsUInt32())
            throw new InvalidDataException($"damaged xz index at 0x{start:x}: it lists other blocks than there are");
        CheckSum(BinaryPrimitives.ReadUInt32LittleEndian(end), sum.GetCurrentHashAsUInt32(), "index", start);
        Span<byte> footer = end[4..];
        CheckSum(BinaryPrimitives.ReadUInt32LittleEndian(footer), Crc32.HashToUInt32(footer[4..10]), "stream footer", _input.Position);
        if (!footer[8..].SequenceEqual((ReadOnlySpan<byte>)[.. _flags, (byte)'Y', (byte)'Z']))
            throw new InvalidDataException($"damaged xz stream footer before 0x{_input.Position:x}");
    }

    static byte[] Record(long unpadded, long size)
    {
        var record = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(record, unpadded);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), size);
        return record;
    }

    static void CheckSum(uint expected, uint found, string what, long at)
    {
        if (expected != found)
            throw new InvalidDataException($"damaged xz {what} at 0x{at:x}: crc32 {expected:x8} expected, {found:x8} found");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _block?.Dispose();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }
}
