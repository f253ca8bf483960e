using System.Runtime.InteropServices;

namespace Kallsyms.Cli;

/// <summary>
/// Handles the limit on the size of files that this process may write (ulimit -f): reaching it is an error like a full disk, instead of
/// ending the process.
/// </summary>
static class FileSizeLimit
{
    const int Signal = 25; // SIGXFSZ
    const nint Ignore = 1; // SIG_IGN

    /// <summary>Makes the system return an error. Programs started by this process do not inherit this.</summary>
    public static void Prepare() => _ = SetSignal(Signal, Ignore);

    /// <summary>Whether an exception is that error. .NET turns EFBIG of any file into one about the requested length.</summary>
    public static bool IsReached(Exception error) =>
        error.GetBaseException() is ArgumentOutOfRangeException { ParamName: "value" } && ResourceLimit.IsSet(ResourceLimit.FileSize);

    [DllImport("libc", EntryPoint = "signal")]
    static extern nint SetSignal(int number, nint handler);
}
