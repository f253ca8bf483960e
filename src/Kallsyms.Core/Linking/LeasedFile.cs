using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking;

/// <summary>
/// A file whose name can be handed out before its contents are known: anyone who opens it waits until it is complete (a write lease,
/// fcntl(2) F_SETLEASE). Since a linker opens its inputs one after the other and reads their symbols, this leaves time to work.
/// </summary>
sealed class LeasedFile : IDisposable
{
    const int SetSignal = 10;
    const int SetLease = 1024;
    const int WriteLease = 1;
    const int NoLease = 2;

    // SIGURG, sent when somebody waits. Its default action is to be ignored; that of the usual signal would end the process.
    const int IgnoredSignal = 23;

    // The system breaks a lease that others wait for (after 45 s as a rule) without notice.
    const string BreakTimeFile = "/proc/sys/fs/lease-break-time";

    readonly SafeFileHandle _file;
    readonly long _start = Stopwatch.GetTimestamp();
    readonly TimeSpan _limit;

    LeasedFile(SafeFileHandle file)
    {
        _file = file;
        _limit = BreakTime();
        IsHeld = _limit > TimeSpan.Zero
            && Control((int)file.DangerousGetHandle(), SetSignal, IgnoredSignal) == 0
            && Control((int)file.DangerousGetHandle(), SetLease, WriteLease) == 0;
    }

    /// <summary>Whether the lease is held, so that others wait. Not every file system supports that.</summary>
    public bool IsHeld { get; }

    /// <summary>Takes ownership of a file that is still empty, and a lease on it.</summary>
    public static LeasedFile Create(SafeFileHandle file) => new(file);

    /// <summary>
    /// Writes the contents and lets others open the file. Returns false if somebody may have opened it before it was complete.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool Complete(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, 0);
        bool held = IsHeld && Stopwatch.GetElapsedTime(_start) < _limit;
        Dispose();
        return held;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsHeld && !_file.IsClosed)
            _ = Control((int)_file.DangerousGetHandle(), SetLease, NoLease);
        _file.Dispose();
    }

    static TimeSpan BreakTime()
    {
        try
        {
            return TimeSpan.FromSeconds(int.Parse(File.ReadAllText(BreakTimeFile)) - 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return TimeSpan.Zero;
        }
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    static extern int Control(int file, int command, int argument);
}
