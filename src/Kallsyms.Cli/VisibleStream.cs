namespace Kallsyms.Cli;

/// <summary>Passes text on to a terminal with everything visible that a terminal would obey.</summary>
sealed class VisibleStream(Stream terminal, bool colours = false) : Stream
{
    // The start of a character or colour whose end has not been written yet.
    readonly byte[] _pending = new byte[VisibleText.MostColour];
    int _pendingLength;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_pendingLength == 0 && VisibleText.IsPlain(buffer))
        {
            terminal.Write(buffer);
            return;
        }
        byte[] bytes = [.. _pending.AsSpan(0, _pendingLength), .. buffer];
        terminal.Write(VisibleText.Of(bytes, out int consumed, colours));
        _pendingLength = bytes.Length - consumed;
        bytes.AsSpan(consumed).CopyTo(_pending);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => terminal.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (byte half in _pending.AsSpan(0, _pendingLength))
                terminal.Write(System.Text.Encoding.ASCII.GetBytes($"\\x{half:x2}"));
            _pendingLength = 0;
            terminal.Dispose();
        }
        base.Dispose(disposing);
    }
}
