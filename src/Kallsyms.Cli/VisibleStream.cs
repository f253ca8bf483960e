using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>Passes text on to a terminal, making control characters visible.</summary>
sealed class VisibleStream(Stream terminal, bool colours = false) : WriteOnlyStream
{
    // The start of a character or colour whose end has not been written yet.
    readonly byte[] _pending = new byte[VisibleText.MostColour];
    int _pendingLength;

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

    public override void Flush() => terminal.Flush();

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
