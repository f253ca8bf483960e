using Kallsyms.Elf;

namespace Kallsyms.Images.Layers;

/// <summary>
/// The bytes of an image. Small files are read at once and their parts share the memory; of large ones, mostly dumps, only requested
/// ranges are read.
/// </summary>
sealed class ImageBytes : IDisposable
{
    // Dumps are larger, and smaller files are read faster at once than in pieces.
    const long MaxInMemory = 256 << 20;

    // A dump may have many parts.
    const long MaxPartInMemory = 64 << 20;

    readonly ReadOnlyMemory<byte>? _memory;

    ImageBytes(ByteSource source, ReadOnlyMemory<byte>? memory) => (Source, _memory) = (source, memory);

    /// <summary>The same bytes for readers of ranges.</summary>
    public ByteSource Source { get; }

    /// <summary>Its name in messages.</summary>
    public string Name => Source.Name;

    /// <summary>The length in bytes.</summary>
    public long Length => Source.Length;

    /// <summary>Whether parts share memory, so that reading ranges costs nothing.</summary>
    public bool IsInMemory => _memory is not null;

    /// <summary>Whether it is the memory of a machine, by address; there may be holes, which read as zeros.</summary>
    public bool IsMachineMemory => Source.IsSparse;

    /// <summary>Whether no byte of a range is in a hole.</summary>
    public bool IsKnown(long offset, long length)
    {
        long at = offset;
        foreach ((long start, long end) in Source.Known(offset, offset + length))
        {
            if (start != at)
                return false;
            at = end;
        }
        return at == offset + length;
    }

    /// <summary>
    /// Divides the bytes into overlapping pieces of bounded length, without holes and without what is known to be nothing but zeros.
    /// </summary>
    /// <param name="from">The start.</param>
    /// <param name="to">The end.</param>
    /// <param name="overlap">The number of bytes at the end of a piece that belong to the next one, too.</param>
    public IEnumerable<(long Start, int Length)> Pieces(long from, long to, int overlap)
    {
        const int chunk = 4 << 20;
        foreach ((long start, long end) in Joined(Source.Filled(from, to)))
        {
            for (long at = start; at < end; at += chunk)
                yield return (at, (int)Math.Min(chunk + overlap, end - at));
        }
    }

    /// <summary>Returns the parts of a range that are not holes, as few as possible.</summary>
    public IEnumerable<(long Start, long End)> Known(long offset, long length) => Joined(Source.Known(offset, offset + length));

    static IEnumerable<(long Start, long End)> Joined(IEnumerable<(long Start, long End)> ranges)
    {
        (long Start, long End) last = default;
        foreach ((long start, long end) in ranges)
        {
            if (start != last.End)
            {
                if (last.End > last.Start)
                    yield return last;
                last.Start = start;
            }
            last.End = end;
        }
        if (last.End > last.Start)
            yield return last;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="KallsymsException">The file cannot be read.</exception>
    public static ImageBytes OpenFile(string path) => From(ByteSource.OpenFile(path));

    /// <summary>Takes ownership of an open byte source.</summary>
    /// <exception cref="KallsymsException">The bytes cannot be read.</exception>
    public static ImageBytes From(ByteSource source) => From(source, MaxInMemory);

    static ImageBytes From(ByteSource source, long most)
    {
        if (source.IsSparse || source.Length > most && source.Memory is null)
            return new(source, null);
        using (source)
            return FromMemory(source.Memory ?? source.Read(0, source.Length), source.Name);
    }

    /// <summary>Takes ownership of a source that will be read only in part: only ranges are read, even if it is small.</summary>
    public static ImageBytes OnDemand(ByteSource source) => new(source, null);

    /// <summary>Takes bytes in memory.</summary>
    public static ImageBytes FromMemory(ReadOnlyMemory<byte> bytes, string name) => new(ByteSource.FromMemory(bytes, name), bytes);

    /// <summary>Returns the bytes of a range, shared with this image or read into a new array.</summary>
    /// <exception cref="KallsymsException">The range is not inside the image.</exception>
    public ReadOnlyMemory<byte> Read(long offset, long length) =>
        _memory is ReadOnlyMemory<byte> memory && (ulong)offset <= (ulong)memory.Length && (ulong)length <= (ulong)(memory.Length - offset)
            ? memory.Slice((int)offset, (int)length)
            : Source.Read(offset, length);

    /// <summary>Reads a range, using <paramref name="buffer"/>, and enlarging it, only if needed.</summary>
    public ReadOnlySpan<byte> Read(long offset, int length, ref byte[] buffer)
    {
        if (_memory is not null)
            return Read(offset, length).Span;
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(length);
        Source.Read(offset, buffer.AsSpan(0, length));
        return buffer.AsSpan(0, length);
    }

    /// <summary>Writes everything to a stream, however large it is.</summary>
    public void CopyTo(Stream output) => CopyTo(output, 0, Length);

    /// <summary>Writes a range to a stream.</summary>
    /// <exception cref="KallsymsException">The range is not inside the image.</exception>
    public void CopyTo(Stream output, long offset, long length)
    {
        const int chunk = 4 << 20;
        byte[] buffer = [];
        for (long end = offset + length; offset < end; offset += chunk)
            output.Write(Read(offset, (int)Math.Min(chunk, end - offset), ref buffer));
    }

    /// <summary>Returns the first offset of some bytes in a range, or null.</summary>
    public long? Find(ReadOnlySpan<byte> wanted, long from = 0, long? to = null)
    {
        byte[] buffer = [];
        long last = Math.Min(to ?? Length, Length);
        foreach ((long start, int length) in Pieces(Math.Min(from, last), last, wanted.Length - 1))
        {
            if (Read(start, length, ref buffer).IndexOf(wanted) is >= 0 and int at)
                return start + at;
        }
        return null;
    }

    /// <summary>Returns a part as an image, which must not outlive this one; it is read at once if it is small.</summary>
    public ImageBytes Slice(long offset, long length, string name) =>
        From(Source.Slice(offset, length, name), MaxPartInMemory);

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();
}
