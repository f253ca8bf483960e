using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking;

/// <summary>
/// A file whose name may be given away before its bytes are known: whoever opens it waits until it is complete (a write lease, fcntl(2)
/// F_SETLEASE). A linker opens its inputs one after the other and reads their symbols, which is time to work in.
/// </summary>
sealed class LeasedFile : IDisposable
{
    const int SetSignal = 10;
    const int SetLease = 1024;
    const int WriteLease = 1;
    const int NoLease = 2;

    // Sent when somebody waits; ignored unless a program asks for it, while the default one ends a process.
    const int IgnoredSignal = 23;

    // The system ends a lease that others wait for (45 s as a rule) without saying so.
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

    /// <summary>Others wait for it. Not every file system can do that.</summary>
    public bool IsHeld { get; }

    /// <summary>Holds a file that is empty as yet, and owns it.</summary>
    public static LeasedFile Create(SafeFileHandle file) => new(file);

    /// <summary>Writes its bytes and lets others open it. False: somebody may have opened it before it was complete.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
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
