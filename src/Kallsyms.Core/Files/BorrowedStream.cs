namespace Kallsyms.Files;

/// <summary>Passes bytes on to a stream that stays open when this one is closed.</summary>
sealed class BorrowedStream(Stream target) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => target.Write(buffer);

    public override void Flush() => target.Flush();
}
