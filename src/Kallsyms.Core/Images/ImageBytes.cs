using Kallsyms.Elf;

namespace Kallsyms.Images;

/// <summary>
/// The bytes of an image. Small files are read at once and their parts share the memory; of large ones, dumps mostly, only the ranges
/// that are asked for are read.
/// </summary>
public sealed class ImageBytes : IDisposable
{
    // Dumps are larger, and what is smaller is read faster than in pieces.
    const long MaxInMemory = 256 << 20;

    readonly ReadOnlyMemory<byte>? _memory;

    ImageBytes(ByteSource source, ReadOnlyMemory<byte>? memory) => (Source, _memory) = (source, memory);

    /// <summary>The same bytes for readers of ranges.</summary>
    public ByteSource Source { get; }

    /// <summary>What messages call it.</summary>
    public string Name => Source.Name;

    /// <summary>Length in bytes.</summary>
    public long Length => Source.Length;

    /// <summary>Opens a file.</summary>
    /// <exception cref="KallsymsException">It cannot be read.</exception>
    public static ImageBytes OpenFile(string path)
    {
        ByteSource file = ByteSource.OpenFile(path);
        if (file.Length > MaxInMemory)
            return new(file, null);
        using (file)
            return FromMemory(file.Read(0, file.Length), path);
    }

    /// <summary>Bytes that are in memory already.</summary>
    public static ImageBytes FromMemory(ReadOnlyMemory<byte> bytes, string name) => new(ByteSource.FromMemory(bytes, name), bytes);

    /// <summary>The bytes of a range; shared with this image, or read into an array of their own.</summary>
    /// <exception cref="KallsymsException">The range is not inside the image.</exception>
    public ReadOnlyMemory<byte> Read(long offset, long length) =>
        _memory is ReadOnlyMemory<byte> memory && (ulong)offset <= (ulong)memory.Length && (ulong)length <= (ulong)(memory.Length - offset)
            ? memory.Slice((int)offset, (int)length)
            : Source.Read(offset, length);

    /// <summary>The bytes around a range as far as there are any: <paramref name="before"/> bytes before it and <paramref name="after"/> behind.</summary>
    public (ReadOnlyMemory<byte> Bytes, long Start) ReadAround(long offset, long before, long after)
    {
        long start = Math.Max(0, offset - before);
        return (Read(start, Math.Min(Length, offset + after) - start), start);
    }

    /// <summary>A part as an image of its own that does not outlive this one.</summary>
    public ImageBytes Slice(long offset, long length, string name) =>
        _memory is null ? new(Source.Slice(offset, length, name), null) : FromMemory(Read(offset, length), name);

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();
}
