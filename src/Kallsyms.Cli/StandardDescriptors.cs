using System.Runtime.InteropServices;
using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>Descriptors 0 to 2 as our parent left them: possibly closed, full, or no longer read by anybody.</summary>
static class StandardDescriptors
{
    const int Descriptors = 3;
    const int StandardOutput = 1;
    const int StandardError = 2;
    const int Interrupted = 4; // EINTR
    const int WouldBlock = 11; // EAGAIN: the pipe was made non-blocking, and is full
    const int GetFlags = 1; // F_GETFD
    const int ClosedByExec = 1; // FD_CLOEXEC
    const int ReadOnly = 0; // O_RDONLY
    const int WriteOnly = 1; // O_WRONLY
    const int BadDescriptor = 9; // EBADF

    static readonly bool[] _closed = new bool[Descriptors];

    /// <summary>Standard input was closed when we were started.</summary>
    public static bool InputIsClosed => _closed[0];

    /// <summary>Standard output.</summary>
    public static Stream OpenOutput() => new DirectStream(StandardOutput);

    /// <summary>Opens standard error. What cannot be written there is lost, and the exit status says the rest.</summary>
    /// <param name="interruption">Once it has occurred, what nobody takes is lost as well.</param>
    public static Stream OpenError(Interruption interruption) => new LossyError(interruption);

    /// <summary>
    /// Finds out which descriptors are closed, and fills their numbers, which the next opened file would get, together with all our
    /// messages. The runtime may have opened a file there before us (/dev/urandom, which never ends): a descriptor that exec passed on
    /// lacks the close-on-exec flag, and everything that the runtime opens has it.
    /// </summary>
    public static void Prepare()
    {
        for (int descriptor = 0; descriptor < Descriptors; descriptor++)
        {
            int flags = Control(descriptor, GetFlags);
            _closed[descriptor] = flags < 0 || (flags & ClosedByExec) != 0;
            if (flags < 0)
                _ = Open("/dev/null", descriptor == 0 ? WriteOnly : ReadOnly);
        }
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    static extern int Control(int descriptor, int command);

    [DllImport("libc", EntryPoint = "open")]
    static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    static extern nint Write(int descriptor, in byte bytes, nuint count);

    sealed class LossyError(Interruption interruption) : WriteOnlyStream
    {
        readonly InterruptibleStream _stream = new(new DirectStream(StandardError), StandardError, interruption);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                _stream.Write(buffer);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // This may be called from the code that handles the command's end, so it must not throw.
            }
        }

        public override void Flush()
        {
        }
    }

    // The runtime's own streams start a thread for the terminal, when threads may be what is scarce, and change its keyboard mode.
    sealed class DirectStream(int descriptor) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_closed[descriptor] && !buffer.IsEmpty)
                throw new IOException("standard output is closed", BadDescriptor);
            while (!buffer.IsEmpty)
            {
                nint count = StandardDescriptors.Write(descriptor, MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
                int error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (error == WouldBlock)
                    Thread.Sleep(1);
                else if (error is not (0 or Interrupted))
                    throw new IOException($"standard output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}", error);
                buffer = buffer[(int)Math.Max(count, 0)..];
            }
        }

        public override void Flush()
        {
        }
    }
}
