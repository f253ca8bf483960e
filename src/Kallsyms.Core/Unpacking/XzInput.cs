using System.IO.Hashing;
using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>The packed bytes of an .xz file; reading beyond the end means that it was truncated.</summary>
sealed class XzInput(Stream packed) : ReadOnlyStream
{
    readonly byte[] _buffer = new byte[1 << 16];
    long _before; // number of bytes before those in the buffer
    int _at;
    int _end;

    /// <inheritdoc/>
    public override long Position
    {
        get => _before + _at;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        Require();
        int count = Math.Min(buffer.Length, _end - _at);
        _buffer.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        Require();
        return _buffer[_at++];
    }

    /// <summary>Reads a number of seven bits per byte, the lowest first (xz-file-format.txt, 1.2).</summary>
    /// <param name="checksum">The checksum to update with its bytes.</param>
    public ulong ReadNumber(Crc32 checksum)
    {
        ulong value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte next = (byte)ReadByte();
            checksum.Append([next]);
            value |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return value;
        }
        throw new InvalidDataException($"damaged xz data at 0x{Position:x}");
    }

    /// <summary>Skips zeros in groups of four and then these bytes; returns false if something else follows, or nothing.</summary>
    public bool SkipPaddingTo(ReadOnlySpan<byte> bytes)
    {
        while (Available(bytes.Length) is var next && next.Length >= sizeof(uint) && next[..sizeof(uint)].IndexOfAnyExcept((byte)0) < 0)
            _at += sizeof(uint);
        return Available(bytes.Length).StartsWith(bytes);
    }

    // The next bytes, fewer only at the end.
    ReadOnlySpan<byte> Available(int count)
    {
        while (_end - _at < count && Fill())
        {
        }
        return _buffer.AsSpan(_at.._end);
    }

    void Require()
    {
        if (_at == _end && !Fill())
            throw new InvalidDataException($"truncated: xz data go on behind the {Position} bytes that are there");
    }

    bool Fill()
    {
        _buffer.AsSpan(_at.._end).CopyTo(_buffer);
        (_before, _at, _end) = (_before + _at, 0, _end - _at);
        int count = packed.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed.Dispose();
        base.Dispose(disposing);
    }
}
