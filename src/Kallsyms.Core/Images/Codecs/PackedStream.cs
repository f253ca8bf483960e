using System.Runtime.InteropServices;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// Packed bytes in memory, for decoders from packages. Some of these take the end of their input for that of the data; this stream
/// records whether they asked for more.
/// </summary>
sealed class PackedStream : MemoryStream
{
    readonly int _size; // available even after a decoder has closed the stream

    PackedStream(ArraySegment<byte> bytes)
        : base(bytes.Array!, bytes.Offset, bytes.Count, writable: false) => _size = bytes.Count;

    /// <summary>Whether more was requested than there is.</summary>
    public bool RanOut { get; private set; }

    /// <summary>Opens a stream over bytes, without copying them if they are an array.</summary>
    public static PackedStream Open(ReadOnlyMemory<byte> bytes) =>
        new(MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array) ? array : bytes.ToArray());

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = base.Read(buffer, offset, count);
        RanOut |= read == 0 && count > 0;
        return read;
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        int value = base.ReadByte();
        RanOut |= value < 0;
        return value;
    }

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => !CanRead || Position >= _size;

    /// <summary>Creates the error for data that a decoder gave up at their end.</summary>
    /// <param name="what">The compression.</param>
    public KallsymsException NoEnd(string what) =>
        UnpackedBytes.Error($"truncated or damaged: {what} data do not end within the {_size} bytes that are there");

    /// <summary>Creates the error for data that continue past the end of the bytes.</summary>
    /// <param name="what">The compression.</param>
    /// <param name="output">The output so far.</param>
    public KallsymsException Truncated(string what, UnpackedBytes output) => UnpackedBytes.Error(
        $"truncated: {what} data go on behind the {_size} bytes that are there, which unpack to {output.Length}");
}
