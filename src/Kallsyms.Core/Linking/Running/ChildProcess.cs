using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Running;

/// <summary>How a program ended.</summary>
/// <param name="Status">Its exit status; 0 if a signal ended it.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
readonly record struct ProcessEnd(int Status, int Signal)
{
    /// <summary>How it failed, as what a sentence says of it; null: it did not.</summary>
    public string? Failure => Signal != 0 ? $"was ended by signal {Signal}" : Status != 0 ? $"failed with exit status {Status}" : null;
}

/// <summary>Descriptors that become a program's standard streams; null to inherit ours.</summary>
readonly record struct StandardStreams(int? Input = null, int? Output = null, int? Error = null);

/// <summary>
/// A program started as a shell starts it: looked up in PATH only (Process.Start prefers one in the current directory, which anybody
/// may have put there), with our environment, descriptors and process group, so that a terminal's signals reach it as well.
/// </summary>
sealed class ChildProcess
{
    const short SetDefaultSignals = 4; // POSIX_SPAWN_SETSIGDEF
    const int BrokenPipe = 13; // SIGPIPE, which .NET ignores
    const int FileTooLarge = 25; // SIGXFSZ, which our program ignores
    const int ChildEnded = 17; // SIGCHLD
    const int Ignored = 1; // SIG_IGN
    const int WaitForId = 1; // P_PID
    const int Ended = 4; // WEXITED
    const int KeepWaitable = 0x1000000; // WNOWAIT
    const int Interrupted = 4; // EINTR
    const int NoSuchFile = 2; // ENOENT
    const int NotExecutable = 13; // EACCES
    const int NoFormat = 8; // ENOEXEC
    const string Shell = "/bin/sh";
    const int OpaqueSize = 1024; // size of opaque libc records: more than any needs

    readonly Lock _reaping = new();

    ChildProcess(int id) => Id = id;

    /// <summary>Its process id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended and was waited for; its id may have been reused since.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Starts a program.</summary>
    /// <param name="program">A path, or a name to look up in PATH.</param>
    /// <param name="arguments">Its arguments, without the program's name.</param>
    /// <param name="streams">Its standard streams.</param>
    /// <param name="environment">Its variables, as NAME=VALUE; null: ours.</param>
    /// <exception cref="KallsymsException">The program cannot be started.</exception>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, StandardStreams streams = default, IReadOnlyList<string>? environment = null)
    {
        // Our parent may have ignored SIGCHLD, and the system would then keep no exit status. A handler set in this process is left alone.
        byte[] action = new byte[OpaqueSize];
        if (GetAction(ChildEnded, 0, action) == 0 && BitConverter.ToInt64(action) == Ignored)
            _ = SetSignal(ChildEnded, 0);
        byte[] attributes = new byte[OpaqueSize];
        byte[] actions = new byte[OpaqueSize];
        byte[] signals = new byte[OpaqueSize];
        _ = InitializeAttributes(attributes);
        _ = InitializeActions(actions);
        _ = EmptySignalSet(signals);
        _ = AddSignal(signals, BrokenPipe);
        _ = AddSignal(signals, FileTooLarge);
        _ = SetDefaults(attributes, signals);
        _ = SetFlags(attributes, SetDefaultSignals);
        if (streams.Input is int input)
            _ = AddDuplicate(actions, input, 0);
        if (streams.Output is int output)
            _ = AddDuplicate(actions, output, 1);
        if (streams.Error is int error)
            _ = AddDuplicate(actions, error, 2);
        nint[] words = [.. arguments.Prepend(program).Select(Marshal.StringToCoTaskMemUTF8), 0];
        nint[] variables = [.. (environment ?? []).Select(Marshal.StringToCoTaskMemUTF8), 0];
        try
        {
            int failure = environment is null ? Spawn(out int id, words[0], actions, attributes, words, CurrentEnvironment())
                : Spawn(out id, words[0], actions, attributes, words, variables);
            // A script whose first line names no shell: shells run it nevertheless.
            if (failure == NoFormat && program != Shell)
                return Start(Shell, ["-c", "exec \"$0\" \"$@\"", program, .. arguments], streams, environment);
            return failure == 0 ? new(id) : throw new KallsymsException(
                ErrorKind.Tool, $"{program} cannot be started: {Reason(failure)}", inner: new Win32Exception(failure));
        }
        finally
        {
            Array.ForEach([.. words, .. variables], Marshal.FreeCoTaskMem);
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>Waits for it to end. Must be called only once.</summary>
    public ProcessEnd Wait()
    {
        // Until it is reaped, its id cannot be reused, so no signal goes astray.
        byte[] information = new byte[OpaqueSize];
        while (WaitWithoutReaping(WaitForId, Id, information, Ended | KeepWaitable) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
        lock (_reaping)
        {
            HasEnded = true;
            _ = Reap(Id, out int status, 0);
            return new((status >> 8) & 0xff, status & 0x7f);
        }
    }

    /// <summary>Sends a signal unless the program has ended.</summary>
    public void Signal(int number)
    {
        lock (_reaping)
        {
            if (!HasEnded)
                _ = Kill(Id, number);
        }
    }

    static string Reason(int failure) => failure switch
    {
        NoSuchFile => "there is no such program",
        NotExecutable => "it is not executable",
        _ => Marshal.GetPInvokeErrorMessage(failure),
    };

    // The raw bytes that this process was given: as text they would be decoded and encoded again.
    static nint CurrentEnvironment() =>
        Marshal.ReadIntPtr(NativeLibrary.GetExport(NativeLibrary.Load("libc", typeof(ChildProcess).Assembly, null), "environ"));

    [DllImport("libc", EntryPoint = "signal")]
    static extern nint SetSignal(int number, nint handler);

    [DllImport("libc", EntryPoint = "sigaction")]
    static extern int GetAction(int number, nint action, byte[] current);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    static extern int InitializeAttributes(byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    static extern int DestroyAttributes(byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    static extern int SetFlags(byte[] attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    static extern int SetDefaults(byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "sigemptyset")]
    static extern int EmptySignalSet(byte[] signals);

    [DllImport("libc", EntryPoint = "sigaddset")]
    static extern int AddSignal(byte[] signals, int number);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    static extern int InitializeActions(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    static extern int DestroyActions(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    static extern int AddDuplicate(byte[] actions, int from, int to);

    [DllImport("libc", EntryPoint = "posix_spawnp")]
    static extern int Spawn(out int id, nint program, byte[] actions, byte[] attributes, nint[] arguments, nint environment);

    [DllImport("libc", EntryPoint = "posix_spawnp")]
    static extern int Spawn(out int id, nint program, byte[] actions, byte[] attributes, nint[] arguments, nint[] environment);

    [DllImport("libc", EntryPoint = "waitid", SetLastError = true)]
    static extern int WaitWithoutReaping(int kind, int id, byte[] information, int options);

    [DllImport("libc", EntryPoint = "waitpid")]
    static extern int Reap(int id, out int status, int options);

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int id, int number);
}
