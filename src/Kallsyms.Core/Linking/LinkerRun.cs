using System.Diagnostics;

namespace Kallsyms.Linking;

/// <summary>Runs a linker; what it prints goes where ours goes, unchanged.</summary>
static class LinkerRun
{
    /// <exception cref="KallsymsException">It cannot be started, or fails (exit status in the message).</exception>
    public static TimeSpan Run(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        long begin = Stopwatch.GetTimestamp();
        using Process process = Start(start);
        using (cancellation.Register(() => Kill(process)))
            process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new KallsymsException(ErrorKind.Tool, process.ExitCode > 128
                ? $"{program} was ended by signal {process.ExitCode - 128}"
                : $"{program} failed with exit status {process.ExitCode}");
        return Stopwatch.GetElapsedTime(begin);
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new KallsymsException(ErrorKind.Tool, $"{start.FileName} cannot be started: {e.Message}", inner: e);
        }
    }

    static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }
}
