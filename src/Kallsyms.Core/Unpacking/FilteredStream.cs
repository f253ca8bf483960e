using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>Undoes a branch filter of .xz, a few dozen kilobytes at a time.</summary>
/// <param name="packed">The output of the filters before.</param>
/// <param name="filter">The filter.</param>
/// <param name="position">The position of the first byte, for instructions that hold distances.</param>
sealed class FilteredStream(Stream packed, BranchFilter filter, uint position) : ReadOnlyStream
{
    readonly byte[] _buffer = new byte[1 << 16];
    uint _position = position;
    int _at;
    int _done; // the filter is undone up to here; after it comes an incomplete instruction
    int _end;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_at == _done)
        {
            if (!Fill())
                return 0;
        }
        int count = Math.Min(buffer.Length, _done - _at);
        _buffer.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    bool Fill()
    {
        _buffer.AsSpan(_done.._end).CopyTo(_buffer);
        (_at, _done, _end) = (0, 0, _end - _done);
        int count = packed.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        // The last bytes, which are not a whole instruction, were not filtered.
        _done = count == 0 ? _end : filter(_buffer.AsSpan(0, _end), _position);
        _position += (uint)_done;
        return _end > 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed.Dispose();
        base.Dispose(disposing);
    }
}
