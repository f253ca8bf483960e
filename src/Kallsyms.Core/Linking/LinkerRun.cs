using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking;

/// <summary>A linker at work; what it prints goes where ours goes, unchanged.</summary>
sealed class LinkerRun : IDisposable
{
    static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);
    static readonly TimeSpan _interruptLag = TimeSpan.FromMilliseconds(100);

    readonly string _program;
    readonly Process _process;
    readonly CancellationToken _cancellation;
    readonly CancellationTokenRegistration _end;
    readonly long _begin = Stopwatch.GetTimestamp();

    LinkerRun(string program, Process process, CancellationToken cancellation)
    {
        (_program, _process, _cancellation) = (program, process, cancellation);
        _end = cancellation.Register(() => End(process));
    }

    /// <summary>Starts it; cancelled, it is ended.</summary>
    /// <exception cref="KallsymsException">It cannot be started.</exception>
    public static LinkerRun Start(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return new(program, Start(start), cancellation);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="KallsymsException">It failed (exit status in the message).</exception>
    public TimeSpan Finish()
    {
        _process.WaitForExit();
        // A terminal interrupts the linker and us at once, and we may see its end first.
        if (_process.ExitCode != 0)
            _cancellation.WaitHandle.WaitOne(_interruptLag);
        _cancellation.ThrowIfCancellationRequested();
        if (_process.ExitCode != 0)
        {
            int signal = _process.ExitCode - 128;
            throw new KallsymsException(
                ErrorKind.Tool, signal > 0 ? $"{_program} was ended by signal {signal}" : $"{_program} failed with exit status {_process.ExitCode}");
        }
        return Stopwatch.GetElapsedTime(_begin);
    }

    /// <summary>Ends it where it still runs.</summary>
    public void Dispose()
    {
        _end.Dispose();
        if (!_process.HasExited)
            End(_process);
        _process.Dispose();
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            string reason = e.NativeErrorCode switch
            {
                2 => "there is no such program",
                13 => "it is not executable",
                _ => e.Message,
            };
            throw new KallsymsException(ErrorKind.Tool, $"{start.FileName} cannot be started: {reason}", inner: e);
        }
    }

    // Asked to end, a compiler driver removes its temporary files; what does not listen is killed.
    static void End(Process process)
    {
        try
        {
            foreach (int id in Descendants(process.Id))
                _ = Signal(id, 15);
            if (!process.WaitForExit(_grace))
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    // The process and all that it started, from the fourth field of /proc/PID/stat; the second may hold blanks and parentheses.
    static List<int> Descendants(int root)
    {
        var parents = new List<(int Id, int Parent)>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out int id))
                continue;
            try
            {
                string stat = File.ReadAllText(Path.Combine(directory, "stat"));
                parents.Add((id, int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0])));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is gone.
            }
        }
        List<int> found = [root];
        for (int i = 0; i < found.Count; i++)
            found.AddRange(parents.Where(process => process.Parent == found[i]).Select(process => process.Id));
        return found;
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int number);
}
