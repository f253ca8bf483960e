using System.Buffers.Binary;
using System.IO.Hashing;
using K4os.Compression.LZ4;
using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>LZ4 frames as they unpack (lz4_Frame_format.md), one after another, with the checksums that they have.</summary>
sealed class Lz4Frames(Stream packed) : ReadOnlyStream
{
    const int MaxDistance = 1 << 16;
    const uint Magic = 0x184d2204;

    byte[] _room = []; // the last bytes of what was unpacked before, which blocks refer to, and then the block
    byte[] _block = [];
    int _at;
    int _end;
    byte _flags;
    int _maxBlock;
    XxHash32 _content = new();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_at == _end)
        {
            if (!ReadBlock())
                return 0;
        }
        int count = Math.Min(buffer.Length, _end - _at);
        _room.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    // False: there is no more.
    bool ReadBlock()
    {
        if (_maxBlock == 0 && !ReadHeader())
            return false;
        uint word = Number();
        if (word == 0)
        {
            _maxBlock = 0; // a frame ends; another may follow
            if ((_flags & 4) != 0)
                Check(_content.GetCurrentHashAsUInt32(), "data");
            return true;
        }
        int size = (int)(word & 0x7fffffff);
        if (size > _maxBlock)
            throw new InvalidDataException($"a block of {size} bytes in a frame whose blocks have {_maxBlock} at most");
        packed.ReadExactly(_block, 0, size);
        if ((_flags & 0x10) != 0)
            Check(XxHash32.HashToUInt32(_block.AsSpan(0, size)), "a block");
        int history = (_flags & 0x20) != 0 ? 0 : Math.Min(_end, MaxDistance);
        _room.AsSpan(_end - history, history).CopyTo(_room);
        int count = size;
        if ((word & 0x80000000) != 0)
            _block.AsSpan(0, size).CopyTo(_room.AsSpan(history));
        else
            count = LZ4Codec.Decode(_block.AsSpan(0, size), _room.AsSpan(history, _maxBlock), _room.AsSpan(0, history));
        if (count < 0)
            throw new InvalidDataException("a damaged block");
        (_at, _end) = (history, history + count);
        _content.Append(_room.AsSpan(_at, count));
        return true;
    }

    bool ReadHeader()
    {
        Span<byte> head = stackalloc byte[7];
        int count = packed.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (count == 0)
            return false;
        if (count < head.Length || BinaryPrimitives.ReadUInt32LittleEndian(head) != Magic || head[4] >> 6 != 1 || (head[5] >> 4 & 7) < 4)
            throw new InvalidDataException("no frame where the one before ends");
        _flags = head[4];
        _maxBlock = 1 << (8 + 2 * (head[5] >> 4 & 7));
        Span<byte> rest = stackalloc byte[12];
        packed.ReadExactly(rest[..(((_flags & 8) != 0 ? 8 : 0) + ((_flags & 1) != 0 ? 4 : 0))]);
        if (_block.Length < _maxBlock)
            (_block, _room) = (new byte[_maxBlock], new byte[MaxDistance + _maxBlock]);
        (_at, _end) = (0, 0);
        _content = new();
        return true;
    }

    void Check(uint found, string what)
    {
        uint expected = Number();
        if (found != expected)
            throw new InvalidDataException($"xxhash32 of {what}: {expected:x8} expected, {found:x8} found");
    }

    uint Number()
    {
        Span<byte> number = stackalloc byte[4];
        packed.ReadExactly(number);
        return BinaryPrimitives.ReadUInt32LittleEndian(number);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed.Dispose();
        base.Dispose(disposing);
    }
}
