using System.Runtime.InteropServices;

namespace Kallsyms.Images.Codecs;

/// <summary>
/// Packed bytes in memory, for decoders of packages. Some of these take the end of their input for that of the data: whether they asked
/// for more is known here.
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

    /// <summary>More was asked for than there is.</summary>
    public bool RanOut { get; private set; }

    /// <summary>A stream over bytes, without a copy where they are an array.</summary>
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

    /// <summary>All that there is was read.</summary>
    public bool IsAtEnd => Taken >= _size;

    /// <summary>The error for data that a decoder gave up at their end.</summary>
    /// <param name="what">How they are packed.</param>
    public KallsymsException NoEnd(string what) =>
        UnpackedBytes.Error($"truncated or damaged: {what} data do not end within the {_size} bytes that are there");

    /// <summary>The error for data that go on behind the end of the bytes.</summary>
    /// <param name="what">How they are packed.</param>
    /// <param name="output">What came of them so far.</param>
    public KallsymsException Truncated(string what, UnpackedBytes output) => UnpackedBytes.Error(
        $"truncated: {what} data go on behind the {_size} bytes that are there, which unpack to {output.Length}");
}
