using System.Buffers.Binary;
using System.IO.Hashing;
using K4os.Compression.LZ4;
using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>Decompresses successive LZ4 frames (lz4_Frame_format.md), and checks their checksums.</summary>
sealed class Lz4Frames(Stream packed) : ReadOnlyStream
{
    const int MaxDistance = 1 << 16;

    byte[] _room = []; // the last bytes unpacked before, which blocks refer to, followed by the block
    byte[] _block = [];
    int _at;
    int _end;
    Lz4FrameDescriptor? _frame;
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

    // False at the end.
    bool ReadBlock()
    {
        if ((_frame ??= ReadDescriptor()) is not { } frame)
            return false;
        uint word = Number();
        if (word == 0)
        {
            _frame = null; // another frame may follow
            if (frame.ContentIsChecked)
                Check(_content.GetCurrentHashAsUInt32(), "data");
            return true;
        }
        int size = (int)(word & 0x7fffffff);
        if (size > frame.MaxBlock)
            throw new InvalidDataException($"a block of {size} bytes in a frame whose blocks have {frame.MaxBlock} at most");
        packed.ReadExactly(_block, 0, size);
        if (frame.BlocksAreChecked)
            Check(XxHash32.HashToUInt32(_block.AsSpan(0, size)), "a block");
        int history = frame.BlocksAreIndependent ? 0 : Math.Min(_end, MaxDistance);
        _room.AsSpan(_end - history, history).CopyTo(_room);
        int count = size;
        if ((word & 0x80000000) != 0)
            _block.AsSpan(0, size).CopyTo(_room.AsSpan(history));
        else
            count = LZ4Codec.Decode(_block.AsSpan(0, size), _room.AsSpan(history, frame.MaxBlock), _room.AsSpan(0, history));
        if (count < 0)
            throw new InvalidDataException("a damaged block");
        (_at, _end) = (history, history + count);
        _content.Append(_room.AsSpan(_at, count));
        return true;
    }

    // Null after the last frame.
    Lz4FrameDescriptor? ReadDescriptor()
    {
        Span<byte> bytes = stackalloc byte[Lz4FrameDescriptor.MaxLength];
        int count = packed.ReadAtLeast(bytes[..Lz4FrameDescriptor.MinLength], Lz4FrameDescriptor.MinLength, throwOnEndOfStream: false);
        if (count == 0)
            return null;
        if (Lz4FrameDescriptor.Recognise(bytes[..count]) is not { } frame)
            throw new InvalidDataException("no frame where the one before ends");
        packed.ReadExactly(bytes[count..frame.Length]);
        (byte expected, byte found) = Lz4FrameDescriptor.Checksum(bytes[..frame.Length]);
        if (found != expected)
            throw new InvalidDataException($"xxhash32 of the frame's descriptor: {expected:x2} expected, {found:x2} found");
        if (_block.Length < frame.MaxBlock)
            (_block, _room) = (new byte[frame.MaxBlock], new byte[MaxDistance + frame.MaxBlock]);
        (_at, _end) = (0, 0);
        _content = new();
        return frame;
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
