using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Running;

/// <summary>A pipe of the operating system whose write end is given to a child.</summary>
sealed class Pipe : IDisposable
{
    const int CloseOnExec = 0x80000; // O_CLOEXEC
    const short Readable = 1; // POLLIN
    const short Writable = 4; // POLLOUT
    const int Interrupted = 4; // EINTR
    const int WouldBlock = 11; // EAGAIN

    readonly int[] _ends = [-1, -1];

    /// <summary>Creates the pipe.</summary>
    /// <exception cref="KallsymsException">There are too many open files.</exception>
    public Pipe()
    {
        if (Create(_ends, CloseOnExec) != 0)
            throw new KallsymsException(
                ErrorKind.Tool, $"a pipe for the linker's messages cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
        Name = new FileInfo($"/proc/self/fd/{_ends[0]}").LinkTarget ?? "";
    }

    /// <summary>Its name in /proc; empty if there is no /proc.</summary>
    public string Name { get; }

    /// <summary>The descriptor to write to.</summary>
    public int WriteEnd => _ends[1];

    /// <summary>Whether all writers have closed it.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Closes our write end, once the child has its own.</summary>
    public void CloseWriteEnd() => CloseEnd(1);

    /// <summary>Waits until one of several pipes has bytes or has ended. Pipes already known to have ended do not count.</summary>
    public static void WaitForAny(IEnumerable<Pipe> pipes)
    {
        PollEntry[] entries = pipes.Where(pipe => !pipe.HasEnded).Select(pipe => new PollEntry(pipe._ends[0], Readable, 0)).ToArray();
        _ = Poll(entries, (ulong)entries.Length, -1);
    }

    /// <summary>Reads available bytes; empty if it has ended or nothing has arrived.</summary>
    public ReadOnlySpan<byte> ReadAvailable(byte[] buffer)
    {
        PollEntry[] entry = [new(_ends[0], Readable, 0)];
        if (HasEnded || Poll(entry, 1, 0) <= 0)
            return [];
        nint count = Read(_ends[0], buffer, (nuint)buffer.Length);
        if (count > 0)
            return buffer.AsSpan(0, (int)count);
        HasEnded = count == 0 || Marshal.GetLastPInvokeError() is not (Interrupted or WouldBlock);
        return [];
    }

    /// <summary>Writes all bytes to a descriptor; returns false if the reader has gone or takes no more.</summary>
    public static bool TryWrite(int descriptor, byte[] bytes)
    {
        while (bytes.Length > 0)
        {
            nint count = Write(descriptor, bytes, (nuint)bytes.Length);
            if (count >= 0)
                bytes = bytes[(int)count..];
            else if (Marshal.GetLastPInvokeError() == WouldBlock)
                _ = Poll([new(descriptor, Writable, 0)], 1, -1);
            else if (Marshal.GetLastPInvokeError() != Interrupted)
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseEnd(0);
        CloseEnd(1);
    }

    void CloseEnd(int end)
    {
        if (_ends[end] >= 0)
            _ = Close(_ends[end]);
        _ends[end] = -1;
    }

    readonly record struct PollEntry(int Descriptor, short Wanted, short Seen);

    [DllImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    static extern int Create(int[] ends, int flags);

    [DllImport("libc", EntryPoint = "close")]
    static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "poll")]
    static extern int Poll([In, Out] PollEntry[] entries, ulong count, int milliseconds);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    static extern nint Read(int descriptor, byte[] buffer, nuint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    static extern nint Write(int descriptor, byte[] bytes, nuint count);
}
