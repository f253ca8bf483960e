using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>
/// A stream that gives as many bytes as are asked for, but at its end, and tells its position. The package that reads xz takes both for
/// granted, which pipes do not grant.
/// </summary>
sealed class WholeReads(Stream inner) : ReadOnlyStream
{
    long _position;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = inner.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
