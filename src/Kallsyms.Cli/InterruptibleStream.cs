using System.Runtime.InteropServices;
using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>
/// Writes to a descriptor without waiting for good where its reader takes nothing: a pipe that stands still, a terminal that was
/// stopped. Once the command was interrupted, what finds no room is given up.
/// </summary>
/// <param name="stream">Writes to the descriptor.</param>
/// <param name="descriptor">Its number.</param>
/// <param name="interruption">What may come while it waits.</param>
sealed class InterruptibleStream(Stream stream, int descriptor, Interruption interruption) : WriteOnlyStream
{
    const int Piece = 4096; // PIPE_BUF: where poll sees room, so much can be written without waiting
    const short Writable = 4; // POLLOUT
    const int Interval = 50; // milliseconds

    /// <exception cref="OperationCanceledException">The command was interrupted, and nobody takes any more.</exception>
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

    // An error, too, ends the waiting: writing tells which.
    void WaitForRoom()
    {
        while (Poll([new(descriptor, Writable, 0)], 1, Interval) <= 0)
            interruption.Token.ThrowIfCancellationRequested();
    }

    readonly record struct PollEntry(int Descriptor, short Wanted, short Seen);

    [DllImport("libc", EntryPoint = "poll")]
    static extern int Poll([In, Out] PollEntry[] entries, ulong count, int milliseconds);
}
