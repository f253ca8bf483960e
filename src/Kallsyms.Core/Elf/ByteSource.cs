using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Elf;

/// <summary>
/// A range of bytes that is read on demand: a file, a part of one (a member of an archive), memory, or a dump. Every read is checked
/// against the length, so that a false size in a header causes an error, not an allocation.
/// </summary>
sealed class ByteSource : IDisposable
{
    const int PieceSize = 1 << 16;

    readonly SafeFileHandle? _file;
    readonly SparseBytes? _sparse;
    readonly ReadOnlyMemory<byte> _memory;
    readonly long _start;
    readonly bool _owner;
    readonly ReadCounter? _counter;

    ByteSource(string name, SafeFileHandle? file, ReadOnlyMemory<byte> memory, long start, long length, bool owner,
        SparseBytes? sparse = null, ReadCounter? counter = null)
    {
        (Name, _file, _memory, _start, Length, _owner, _sparse, _counter) = (name, file, memory, start, length, owner, sparse, counter);
    }

    /// <summary>Its name in messages: the path, or <c>archive(member)</c> for an archive's member.</summary>
    public string Name { get; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>The bytes themselves, if they are in memory.</summary>
    internal ReadOnlyMemory<byte>? Memory => _file is null && _sparse is null ? _memory.Slice((int)_start, (int)Length)
        : (ReadOnlyMemory<byte>?)null;

    /// <summary>Opens a regular file for reading.</summary>
    /// <exception cref="KallsymsException">The file cannot be opened.</exception>
    public static ByteSource OpenFile(string path) => InputFile.Read(path, static path =>
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new ByteSource(path, handle, default, 0, RandomAccess.GetLength(handle), owner: true);
    });

    /// <summary>Creates a source for a range of an open file, which the source closes.</summary>
    internal static ByteSource FromHandle(SafeFileHandle file, string name, long start, long length) =>
        new(name, file, default, start, length, owner: true);

    /// <summary>Creates a source for bytes in memory.</summary>
    public static ByteSource FromMemory(ReadOnlyMemory<byte> bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(name, null, bytes, 0, bytes.Length, owner: false);
    }

    /// <summary>Creates a source for bytes with holes, which must outlive it.</summary>
    public static ByteSource FromSparse(SparseBytes bytes, string name) => new(name, null, default, 0, bytes.Length, owner: false, bytes);

    /// <summary>Returns a source that replaces this one and counts the bytes read.</summary>
    public ByteSource CountedBy(ReadCounter counter) => new(Name, _file, _memory, _start, Length, _owner, _sparse, counter);

    /// <summary>Whether there may be holes, which read as zeros.</summary>
    public bool IsSparse => _sparse is not null;

    /// <summary>Returns the parts of a range that are not holes, in order.</summary>
    public IEnumerable<(long Start, long End)> Known(long start, long end) => _sparse is null ? end > start ? [(start, end)] : []
        : _sparse.Known(_start + start, _start + end).Select(range => (range.Start - _start, range.End - _start));

    /// <summary>Returns the parts of a range in which something may be found, in order (<see cref="SparseBytes.Filled"/>).</summary>
    public IEnumerable<(long Start, long End)> Filled(long start, long end) => _sparse is null ? Known(start, end)
        : _sparse.Filled(_start + start, _start + end).Select(range => (range.Start - _start, range.End - _start));

    /// <summary>Returns a part of this source as a source, which must not outlive it.</summary>
    public ByteSource Slice(long offset, long length, string name)
    {
        Check(offset, length);
        return new(name, _file, _memory, _start + offset, length, owner: false, _sparse, _counter);
    }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="KallsymsException">The range is not inside the source, or reading fails.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        _counter?.Add(destination.Length);
        if (_sparse is not null)
        {
            _sparse.Read(_start + offset, destination);
            return;
        }
        if (_file is null)
        {
            _memory.Span.Slice((int)(_start + offset), destination.Length).CopyTo(destination);
            return;
        }
        for (int done = 0; done < destination.Length;)
        {
            int count = ReadOnce(_start + offset + done, destination[done..]);
            if (count == 0)
                throw new KallsymsException(ErrorKind.Unreadable, "the file became shorter while it was read", Name, offset + done);
            done += count;
        }
    }

    /// <summary>Reads a range into a new array.</summary>
    public byte[] Read(long offset, long length)
    {
        Check(offset, length);
        if (length > Array.MaxLength)
            throw new KallsymsException(ErrorKind.Unreadable, $"{length} bytes in one piece are more than can be read", Name, offset);
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>Whether these bytes stand there. They are compared piece by piece, in memory that stays in the processor's cache.</summary>
    /// <param name="offset">Where they would start.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="KallsymsException">Reading fails.</exception>
    public bool Has(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return true;
        if ((ulong)offset > (ulong)Length || bytes.Length > Length - offset)
            return false;
        var piece = new byte[Math.Min(bytes.Length, PieceSize)];
        for (int at = 0; at < bytes.Length; at += piece.Length)
        {
            Span<byte> there = piece.AsSpan(0, Math.Min(piece.Length, bytes.Length - at));
            Read(offset + at, there);
            if (!there.SequenceEqual(bytes.Slice(at, there.Length)))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_owner)
            _file?.Dispose();
    }

    void Check(long offset, long length)
    {
        if ((ulong)offset > (ulong)Length || (ulong)length > (ulong)(Length - offset))
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"truncated: 0x{length:x} bytes expected, the file ends at 0x{Length:x}", Name, offset);
        }
    }

    int ReadOnce(long at, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(_file!, destination, at);
        }
        catch (IOException e)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be read: {e.Message}", Name, at, e);
        }
    }
}
