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
    /// <exception cref="KallsymsException">The program cannot be started.</exception>
    [DoesNotReturn]
    public static void Run(string program, IEnumerable<string> arguments)
    {
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

    [DllImport("libc", EntryPoint = "signal")]
    static extern nint SetSignal(int number, nint handler);

    // LPStr is UTF-8 here. Unlike native AOT, the runtime supports arrays of no other string type.
    [DllImport("libc", EntryPoint = "execvp", SetLastError = true)]
    static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string file,
        [In, MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments);
}
