using Kallsyms.Elf;

namespace Kallsyms.Images.Layers;

/// <summary>
/// The bytes of an image. Small files are read at once and their parts share the memory; of large ones, dumps mostly, only the ranges
/// that are asked for are read.
/// </summary>
sealed class ImageBytes : IDisposable
{
    // Dumps are larger, and what is smaller is read faster than in pieces.
    const long MaxInMemory = 256 << 20;

    // Of a dump, there may be many parts.
    const long MaxPartInMemory = 64 << 20;

    readonly ReadOnlyMemory<byte>? _memory;

    ImageBytes(ByteSource source, ReadOnlyMemory<byte>? memory) => (Source, _memory) = (source, memory);

    /// <summary>The same bytes for readers of ranges.</summary>
    public ByteSource Source { get; }

    /// <summary>What messages call it.</summary>
    public string Name => Source.Name;

    /// <summary>Length in bytes.</summary>
    public long Length => Source.Length;

    /// <summary>Parts share the memory; ranges cost nothing to read.</summary>
    public bool IsInMemory => _memory is not null;

    /// <summary>It is the memory of a machine, by address; there may be holes, which read as zeros.</summary>
    public bool IsMachineMemory => Source.IsSparse;

    /// <summary>No byte of a range is in a hole.</summary>
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

    /// <summary>The same bytes by pieces of bounded length that overlap: no hole is in any of them.</summary>
    /// <param name="from">Where to start.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="overlap">Bytes of the next piece that a piece ends with.</param>
    public IEnumerable<(long Start, int Length)> Pieces(long from, long to, int overlap)
    {
        const int chunk = 4 << 20;
        foreach ((long start, long end) in Known(from, to - from))
        {
            for (long at = start; at < end; at += chunk)
                yield return (at, (int)Math.Min(chunk + overlap, end - at));
        }
    }

    /// <summary>The ranges of a range that are no holes, as few as possible.</summary>
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
    /// <exception cref="KallsymsException">It cannot be read.</exception>
    public static ImageBytes OpenFile(string path) => From(ByteSource.OpenFile(path));

    /// <summary>Takes bytes that are open, and closes them.</summary>
    /// <exception cref="KallsymsException">They cannot be read.</exception>
    public static ImageBytes From(ByteSource source) => From(source, MaxInMemory);

    static ImageBytes From(ByteSource source, long most)
    {
        if (source.IsSparse || source.Length > most && source.Memory is null)
            return new(source, null);
        using (source)
            return FromMemory(source.Memory ?? source.Read(0, source.Length), source.Name);
    }

    /// <summary>The same, where not all of them will be looked at: only ranges are read, however few they are.</summary>
    public static ImageBytes OnDemand(ByteSource source) => new(source, null);

    /// <summary>Bytes that are in memory already.</summary>
    public static ImageBytes FromMemory(ReadOnlyMemory<byte> bytes, string name) => new(ByteSource.FromMemory(bytes, name), bytes);

    /// <summary>The bytes of a range; shared with this image, or read into an array of their own.</summary>
    /// <exception cref="KallsymsException">The range is not inside the image.</exception>
    public ReadOnlyMemory<byte> Read(long offset, long length) =>
        _memory is ReadOnlyMemory<byte> memory && (ulong)offset <= (ulong)memory.Length && (ulong)length <= (ulong)(memory.Length - offset)
            ? memory.Slice((int)offset, (int)length)
            : Source.Read(offset, length);

    /// <summary>
    /// The same, where an array for the purpose is at hand: <paramref name="buffer"/> is used, and made larger, only when needed.
    /// </summary>
    public ReadOnlySpan<byte> Read(long offset, int length, ref byte[] buffer)
    {
        if (_memory is not null)
            return Read(offset, length).Span;
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(length);
        Source.Read(offset, buffer.AsSpan(0, length));
        return buffer.AsSpan(0, length);
    }

    /// <summary>Writes all of it to a stream, however large it is.</summary>
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

    /// <summary>Where some bytes are first found from one offset to another, or null.</summary>
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

    /// <summary>A part as an image of its own that does not outlive this one; read at once if it is small.</summary>
    public ImageBytes Slice(long offset, long length, string name) =>
        From(Source.Slice(offset, length, name), MaxPartInMemory);

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();
}
