using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Checkup;

/// <summary>Programs along PATH, and what they say of themselves.</summary>
static class InstalledProgram
{
    const int MayExecute = 1; // X_OK

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The path of a program; null: there is none of that name. The current directory is not looked in.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .Select(directory => Path.Combine(directory, name))
        .FirstOrDefault(IsExecutable);

    /// <summary>The first line that it prints when asked for its version; null: none, it fails, or it takes over ten seconds.</summary>
    public static string? Version(string path)
    {
        var start = new ProcessStartInfo(path, "--version")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> complaints = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(_patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
            Task.WaitAll(output, complaints);
            return process.ExitCode == 0 && output.Result.Split('\n')[0].Trim() is { Length: > 0 } line ? line : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    static bool IsExecutable(string path) => File.Exists(path) && Access(path, MayExecute) == 0;

    [DllImport("libc", EntryPoint = "access")]
    static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
