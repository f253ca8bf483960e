using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>
/// The packed bytes of gzip members. Where deflate ends is not told, only that it is within what was given last: that can be gone through
/// again.
/// </summary>
sealed class GzipInput(Stream packed) : ReadOnlyStream
{
    const int MaxRead = 4096;

    byte[] _given = [];
    byte[] _next = [];

    /// <summary>More was asked for than there is.</summary>
    public bool RanOut { get; private set; }

    /// <summary>Bytes taken from what is packed, those included that were not given yet.</summary>
    public long Taken { get; private set; }

    /// <summary>Bytes that were taken and not given yet.</summary>
    public ReadOnlySpan<byte> Next => _next;

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _next.Length);
        _next.AsSpan(0, count).CopyTo(buffer);
        _next = count > 0 ? _next[count..] : _next;
        if (count == 0)
        {
            count = packed.Read(buffer);
            Taken += count;
        }
        RanOut |= count == 0 && !buffer.IsEmpty;
        _given = buffer[..count].ToArray();
        return count;
    }

    /// <summary>Goes on behind bytes that start in what was given last; false: they do not, and all that is given again.</summary>
    public bool SkipThrough(ReadOnlySpan<byte> bytes)
    {
        byte[] rest = [.. _given, .. _next];
        if (_next.Length < bytes.Length)
            rest = [.. rest, .. ReadMore(bytes.Length - _next.Length)];
        int found = rest.AsSpan().IndexOf(bytes);
        _next = found < 0 ? rest : rest[(found + bytes.Length)..];
        return found >= 0;
    }

    /// <summary>Goes on behind any zeros, if these bytes follow; false: something else does, or nothing.</summary>
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

    byte[] ReadMore(int count)
    {
        var bytes = new byte[count];
        int read = packed.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        Taken += read;
        return bytes[..read];
    }
}
