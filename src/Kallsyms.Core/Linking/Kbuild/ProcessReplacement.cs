using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// Replaces this process by another program, as exec does: same process, same descriptors (make's jobserver), same signals.
/// </summary>
static class ProcessReplacement
{
    const int BrokenPipeSignal = 13; // SIGPIPE
    const int FileSizeSignal = 25; // SIGXFSZ
    const int NoSuchFile = 2; // ENOENT

    /// <summary>Runs a program instead of this one. Does not return.</summary>
    /// <param name="program">A path, or a name to look for in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="path">The PATH in which it is looked for, and which it gets; null: that of this process.</param>
    /// <exception cref="KallsymsException">The program cannot be started.</exception>
    [DoesNotReturn]
    public static void Run(string program, IEnumerable<string> arguments, string? path = null)
    {
        // What .NET is told to set is not set for exec.
        if (path is not null)
            _ = SetVariable("PATH", path, overwrite: 1);
        // .NET ignores the first, and this program the second; ignored signals stay ignored in the new program.
        _ = SetSignal(BrokenPipeSignal, 0);
        _ = SetSignal(FileSizeSignal, 0);
        _ = Execute(program, [program, .. arguments, null]);
        int error = Marshal.GetLastPInvokeError();
        throw new KallsymsException(
            ErrorKind.Tool,
            $"{program} cannot be started: "
            + (error == NoSuchFile ? "there is no such program" : Marshal.GetPInvokeErrorMessage(error)));
    }

    [DllImport("libc", EntryPoint = "setenv")]
    static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);

    [DllImport("libc", EntryPoint = "signal")]
    static extern nint SetSignal(int number, nint handler);

    // LPStr is UTF-8 here. Unlike native AOT, the runtime supports arrays of no other string type.
    [DllImport("libc", EntryPoint = "execvp", SetLastError = true)]
    static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string file,
        [In, MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments);
}
