using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Running;

/// <summary>
/// A run of a linker or another tool. Whatever the tool does, waiting for it ends, and so do the processes that it started.
/// </summary>
sealed class ToolRun : IDisposable
{
    const int Terminate = 15; // SIGTERM
    const int Kill = 9; // SIGKILL

    static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);
    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan _interruptLag = TimeSpan.FromMilliseconds(100);

    readonly string _program;
    readonly ChildProcess _process;
    readonly ToolOutput? _output;
    readonly CancellationToken _cancellation;
    readonly CancellationTokenRegistration _end;
    readonly long _begin = Stopwatch.GetTimestamp();

    ToolRun(string program, ChildProcess process, ToolOutput? output, CancellationToken cancellation)
    {
        (_program, _process, _output, _cancellation) = (program, process, output, cancellation);
        _end = cancellation.Register(EndAll);
    }

    /// <summary>Starts a tool; cancellation ends it.</summary>
    /// <param name="program">A path, or a name to look up in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="output">Forwards its output, and is disposed of with this run; null to inherit our streams.</param>
    /// <param name="input">Its standard input, or null to inherit ours.</param>
    /// <param name="environment">Its variables, as NAME=VALUE; null: ours.</param>
    /// <exception cref="KallsymsException">The tool cannot be started.</exception>
    public static ToolRun Start(
        string program, IEnumerable<string> arguments, CancellationToken cancellation, ToolOutput? output = null,
        SafeFileHandle? input = null, IReadOnlyList<string>? environment = null)
    {
        cancellation.ThrowIfCancellationRequested();
        ChildProcess process = ChildProcess.Start(
            program, arguments, new((int?)input?.DangerousGetHandle(), output?.OutputEnd, output?.ErrorEnd), environment);
        var run = new ToolRun(program, process, output, cancellation);
        try
        {
            output?.Start();
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Starts a tool with these standard streams and variables (null: ours); cancellation ends it.</summary>
    /// <exception cref="KallsymsException">The tool cannot be started.</exception>
    public static ToolRun Start(
        string program, IEnumerable<string> arguments, StandardStreams streams, IReadOnlyList<string>? environment,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(program, ChildProcess.Start(program, arguments, streams, environment), null, cancellation);
    }

    /// <summary>Waits for its end, which must be a success.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="KallsymsException">The tool failed; the message has its exit status.</exception>
    public TimeSpan Finish()
    {
        (ProcessEnd end, TimeSpan elapsed) = End();
        return end.Failure is { } failure ? throw new KallsymsException(ErrorKind.Tool, $"{_program} {failure}") : elapsed;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>How it ended, and how long it took.</returns>
    public (ProcessEnd End, TimeSpan Elapsed) End()
    {
        ProcessEnd end = _process.Wait();
        // A terminal interrupts the linker and us at once, and we may see its end first.
        if (end != default)
            _cancellation.WaitHandle.WaitOne(_interruptLag);
        _cancellation.ThrowIfCancellationRequested();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_begin);
        EndWriters();
        _output?.End(hasFailed: end != default);
        return (end, elapsed);
    }

    /// <summary>Ends the tool if it still runs.</summary>
    public void Dispose()
    {
        // Waits for EndAll if it is running.
        _end.Dispose();
        if (!_process.HasEnded)
        {
            EndAll();
            _process.Wait();
        }
        _output?.Dispose();
    }

    // A compiler driver removes its temporary files if it is asked to end first.
    void EndAll()
    {
        End([.. Started().Concat(_output?.Writers ?? []).DistinctBy(process => process.Id)]);
        // Processes started in the meantime.
        End(Started());
        // If there is no /proc, nothing more can be done.
        _process.Signal(Kill);
    }

    // Once it has been waited for, its id may be reused.
    List<RunningProcess> Started() => _process.HasEnded ? [] : RunningProcess.Tree(_process.Id);

    // A linker may leave a process behind that could write into the image and keeps our output open.
    void EndWriters()
    {
        if (_output is null || _output.EndsWithin(_grace, _cancellation))
            return;
        List<RunningProcess> writers = [.. _output.Writers];
        foreach (RunningProcess writer in writers)
            _output.Notice($"{_program} ended and left process {writer.Id} ({writer.Name}) behind, which is ended now: it held on to the "
                + "linker's output");
        End(writers);
        if (!_output.EndsWithin(_grace, _cancellation))
            _output.Notice($"{_program} ended and left its output open; what is still printed there is lost");
    }

    void End(List<RunningProcess> processes)
    {
        foreach (RunningProcess process in processes)
            process.Signal(Terminate);
        for (long start = Stopwatch.GetTimestamp(); processes.Any(process => process.IsAlive); Thread.Sleep(_interval))
        {
            if (Stopwatch.GetElapsedTime(start) < _grace)
                continue;
            foreach (RunningProcess process in processes.Where(process => process.IsAlive))
            {
                process.Signal(Kill);
                _output?.Notice($"process {process.Id} ({process.Name}) of {_program} did not end when asked to, and was killed");
            }
            return;
        }
    }
}
