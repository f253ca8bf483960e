using System.Runtime.InteropServices;
using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>
/// Writes to a descriptor without waiting forever for its reader, such as a stalled pipe or a stopped terminal. After the command was
/// interrupted, output that finds no room is dropped.
/// </summary>
/// <param name="stream">The stream that writes to the descriptor.</param>
/// <param name="descriptor">Its number.</param>
/// <param name="interruption">What may interrupt the wait.</param>
sealed class InterruptibleStream(Stream stream, int descriptor, Interruption interruption) : WriteOnlyStream
{
    const int Piece = 4096; // PIPE_BUF: the number of bytes that can be written without waiting if poll reports room
    const short Writable = 4; // POLLOUT
    const int Interval = 50; // milliseconds

    /// <exception cref="OperationCanceledException">The command was interrupted, and the reader takes no more.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            WaitForRoom();
            int count = Math.Min(buffer.Length, Piece);
            stream.Write(buffer[..count]);
            buffer = buffer[count..];
        }
    }

    public override void Flush() => stream.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }

    // An error ends the wait, too: the write reports which.
    void WaitForRoom()
    {
        while (Poll([new(descriptor, Writable, 0)], 1, Interval) <= 0)
            interruption.Token.ThrowIfCancellationRequested();
    }

    readonly record struct PollEntry(int Descriptor, short Wanted, short Seen);

    [DllImport("libc", EntryPoint = "poll")]
    static extern int Poll([In, Out] PollEntry[] entries, ulong count, int milliseconds);
}
