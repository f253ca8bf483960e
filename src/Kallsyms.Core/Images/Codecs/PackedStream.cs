using System.Runtime.InteropServices;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// Packed bytes in memory, for decoders from packages. Some of these take the end of their input for that of the data; this stream
/// records whether they asked for more.
/// </summary>
sealed class PackedStream : MemoryStream
{
    // Decoders get no farther in what is not packed data.
    const int Convincing = 4096;

    readonly int _size;
    readonly UnpackedBytes? _output;

    PackedStream(ArraySegment<byte> bytes, UnpackedBytes? output)
        : base(bytes.Array!, bytes.Offset, bytes.Count, writable: false) => (_size, _output) = (bytes.Count, output);

    /// <summary>Bytes that were read; also when a decoder has closed it.</summary>
    public int Taken { get; private set; }

    /// <summary>Whether more was requested than there is.</summary>
    public bool RanOut { get; private set; }

    /// <summary>Opens a stream over bytes, without copying them if they are an array.</summary>
    /// <param name="bytes">The packed bytes.</param>
    /// <param name="output">What they are unpacked to, which is told when more was asked for than there is.</param>
    public static PackedStream Open(ReadOnlyMemory<byte> bytes, UnpackedBytes? output = null) =>
        new(MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array) ? array : bytes.ToArray(), output);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = base.Read(buffer, offset, count);
        Taken += read;
        if (read == 0 && count > 0)
            RunOut();
        return read;
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        int value = base.ReadByte();
        if (value < 0)
            RunOut();
        else
            Taken++;
        return value;
    }

    void RunOut()
    {
        RanOut = true;
        _output?.RanOut = true;
        _output?.IsReal |= Taken >= Convincing;
    }

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => Taken >= _size;

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
