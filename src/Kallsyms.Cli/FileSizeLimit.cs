using System.Runtime.InteropServices;

namespace Kallsyms.Cli;

/// <summary>The limit of files that this process may write (ulimit -f): reaching it is an error like a full disk, not its end.</summary>
static class FileSizeLimit
{
    const int Signal = 25; // SIGXFSZ
    const nint Ignore = 1; // SIG_IGN

    /// <summary>Has the system answer with an error. Programs that are started do not inherit this.</summary>
    public static void Prepare() => _ = SetSignal(Signal, Ignore);

    /// <summary>Whether an exception is that error: .NET makes EFBIG of any file one about the length that was asked for.</summary>
    public static bool IsReached(Exception error) =>
        error.GetBaseException() is ArgumentOutOfRangeException { ParamName: "value" } && ResourceLimit.IsSet(ResourceLimit.FileSize);

    [DllImport("libc", EntryPoint = "signal")]
    static extern nint SetSignal(int number, nint handler);
}
