using Kallsyms.Elf;

namespace Kallsyms.Symbols.Lists;

/// <summary>The bytes of a source, first to last. The source stays open.</summary>
sealed class ByteSourceStream(ByteSource source) : Stream
{
    long _position;

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = (int)Math.Min(count, source.Length - _position);
        source.Read(_position, buffer.AsSpan(offset, read));
        _position += read;
        return read;
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => source.Length;
    public override long Position { get => _position; set => throw new NotSupportedException(); }
    public override void Flush()
    {
    }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
