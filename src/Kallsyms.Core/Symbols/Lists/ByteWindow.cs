using Kallsyms.Files;

namespace Kallsyms.Symbols.Lists;

/// <summary>A window onto a stream, through which bytes can be inspected before they are consumed.</summary>
sealed class ByteWindow(Stream stream) : IDisposable
{
    const int SmallestBuffer = 1 << 18;

    byte[] _buffer = [];
    int _start;
    int _end;

    /// <summary>Returns at least <paramref name="count"/> of the next bytes, unless the stream ends before.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && Fill(count))
        {
        }
        return _buffer.AsSpan(_start.._end);
    }

    /// <summary>Consumes inspected bytes.</summary>
    public void Take(int count)
    {
        _start += count;
    }

    /// <summary>Returns the remaining bytes, inspected or not, as a stream.</summary>
    public Stream Rest() => new RestStream(this);

    public void Dispose() => stream.Dispose();

    bool Fill(int wanted)
    {
        if (_buffer.Length - _start < wanted)
        {
            byte[] target = _buffer.Length < wanted * 2 ? new byte[Math.Max(wanted * 2, SmallestBuffer)] : _buffer;
            _buffer.AsSpan(_start.._end).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, _end - _start);
        }
        int count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }

    sealed class RestStream(ByteWindow window) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            ReadOnlySpan<byte> next = window.Peek(1);
            next = next[..Math.Min(next.Length, buffer.Length)];
            next.CopyTo(buffer);
            window.Take(next.Length);
            return next.Length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                window.Dispose();
            base.Dispose(disposing);
        }
    }
}
