using System.Runtime.InteropServices;
using System.Text;

namespace Kallsyms.Linking.Running;

/// <summary>Finds programs in PATH and asks for their versions.</summary>
static class InstalledProgram
{
    const int MayExecute = 1; // X_OK

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns the path of a program, or null if there is none of that name. The current directory is not searched.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .Select(directory => Path.Combine(directory, name))
        .FirstOrDefault(IsExecutable);

    /// <summary>
    /// Returns the first line it prints when asked for its version; null if it prints none, fails, or takes more than ten seconds.
    /// </summary>
    public static string? Version(string path)
    {
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            string output = Encoding.UTF8.GetString(ProgramOutput.Read(path, ["--version"], cancellation: patience.Token));
            return output.Split('\n')[0].Trim() is { Length: > 0 } line ? line : null;
        }
        catch (Exception e) when (e is KallsymsException or OperationCanceledException)
        {
            return null;
        }
    }

    static bool IsExecutable(string path) => File.Exists(path) && Access(path, MayExecute) == 0;

    [DllImport("libc", EntryPoint = "access")]
    static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
