namespace Kallsyms.Elf;

/// <summary>A stream over a byte source, which stays open.</summary>
sealed class SourceStream(ByteSource source) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>The number of bytes that may still be read, which limits readers that read ahead without need.</summary>
    public long MayRead { get; set; } = long.MaxValue;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Clamp(source.Length - Position, 0, buffer.Length);
        source.Read(Math.Min(Position, source.Length), buffer[..count]);
        Position += count;
        MayRead -= count;
        return MayRead >= 0 ? count
            : throw new KallsymsException(ErrorKind.Unreadable, "what tells its contents is longer than in any image", source.Name);
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long from = origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };
        return Position = from + offset >= 0 ? from + offset : throw new IOException("a position before the first byte");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
