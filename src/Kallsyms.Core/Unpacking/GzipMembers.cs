using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>
/// Decompresses successive gzip members (RFC 1952). The platform's own stream takes the end of its input for that of the data; here
/// truncation is an error, and so is a checksum that does not match. Zeros between members, and what follows the last one, are not
/// consumed.
/// </summary>
sealed class GzipMembers(Stream packed) : ReadOnlyStream
{
    const int TrailerSize = 8;

    readonly Input _input = new(packed);
    DeflateStream? _member;
    Crc32 _checksum = new();
    uint _size;
    bool _ended;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && (_member ?? Start()) is { } member)
        {
            int count = member.Read(buffer);
            if (count > 0)
            {
                _checksum.Append(buffer[..count]);
                _size += (uint)count;
                return count;
            }
            End();
        }
        return 0;
    }

    DeflateStream? Start()
    {
        if (_ended)
            return null;
        if (!GzipHeader.Skip(_input))
            throw new InvalidDataException("truncated within a header");
        (_checksum, _size) = (new(), 0);
        return _member = new(_input, CompressionMode.Decompress, leaveOpen: true);
    }

    void End()
    {
        _member!.Dispose();
        _member = null;
        if (_input.RanOut)
            throw new InvalidDataException($"truncated behind {_size} bytes unpacked");
        Span<byte> trailer = stackalloc byte[TrailerSize];
        _checksum.GetCurrentHash(trailer);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _size);
        if (!_input.SkipThrough(trailer))
        {
            throw new InvalidDataException(
                $"crc32 {BinaryPrimitives.ReadUInt32LittleEndian(trailer):x8} and size of what was unpacked are not behind it");
        }
        _ended = !_input.SkipZerosTo(GzipHeader.Magic);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            packed.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>
    /// The packed bytes. The decoder does not report where deflate ends, only that it is within what was given last, so that can be
    /// read again.
    /// </summary>
    sealed class Input(Stream packed) : ReadOnlyStream
    {
        byte[] _given = [];
        byte[] _next = [];

        /// <summary>Whether more was requested than there is.</summary>
        public bool RanOut { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, _next.Length);
            _next.AsSpan(0, count).CopyTo(buffer);
            _next = count > 0 ? _next[count..] : _next;
            if (count == 0)
                count = packed.Read(buffer);
            RanOut |= count == 0 && !buffer.IsEmpty;
            _given = buffer[..count].ToArray();
            return count;
        }

        /// <summary>Continues after a sequence of bytes that starts in what was given last; returns false if there is none.</summary>
        public bool SkipThrough(ReadOnlySpan<byte> bytes)
        {
            byte[] rest = [.. _given, .. _next];
            if (_next.Length < bytes.Length)
                rest = [.. rest, .. ReadMore(bytes.Length - _next.Length)];
            int found = rest.AsSpan().IndexOf(bytes);
            _next = found < 0 ? rest : rest[(found + bytes.Length)..];
            return found >= 0;
        }

        /// <summary>Skips any zeros and then these bytes; returns false if something else follows, or nothing.</summary>
        public bool SkipZerosTo(ReadOnlySpan<byte> bytes)
        {
            while (true)
            {
                int zeros = _next.AsSpan().IndexOfAnyExcept((byte)0);
                _next = zeros < 0 ? [] : _next[zeros..];
                if (_next.Length >= bytes.Length)
                    return _next.AsSpan().StartsWith(bytes);
                byte[] more = ReadMore(MaxRead);
                if (more.Length == 0)
                    return false;
                _next = [.. _next, .. more];
            }
        }

        const int MaxRead = 4096;

        byte[] ReadMore(int count)
        {
            var bytes = new byte[count];
            return bytes[..packed.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
        }
    }
}
