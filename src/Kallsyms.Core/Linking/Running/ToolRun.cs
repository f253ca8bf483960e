using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Running;

/// <summary>A linker or another tool at work. Whatever it does, waiting for it ends, and so do the processes that it started.</summary>
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

    /// <summary>Starts it; cancelled, it is ended.</summary>
    /// <param name="program">A path, or a name to be looked for along PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="output">Passes on what it prints, and is disposed of with this run; null: it prints where we do.</param>
    /// <param name="input">Its standard input; null: ours.</param>
    /// <exception cref="KallsymsException">It cannot be started.</exception>
    public static ToolRun Start(
        string program, IEnumerable<string> arguments, CancellationToken cancellation, ToolOutput? output = null,
        SafeFileHandle? input = null)
    {
        cancellation.ThrowIfCancellationRequested();
        ChildProcess process = ChildProcess.Start(
            program, arguments, new((int?)input?.DangerousGetHandle(), output?.OutputEnd, output?.ErrorEnd));
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

    /// <summary>Starts it with these standard streams; cancelled, it is ended.</summary>
    /// <exception cref="KallsymsException">It cannot be started.</exception>
    public static ToolRun Start(string program, IEnumerable<string> arguments, StandardStreams streams, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(program, ChildProcess.Start(program, arguments, streams), null, cancellation);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="KallsymsException">It failed (exit status in the message).</exception>
    public TimeSpan Finish()
    {
        ProcessEnd end = _process.Wait();
        // A terminal interrupts the linker and us at once, and we may see its end first.
        if (end != default)
            _cancellation.WaitHandle.WaitOne(_interruptLag);
        _cancellation.ThrowIfCancellationRequested();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_begin);
        EndWriters();
        _output?.End(hasFailed: end != default);
        if (end.Signal != 0)
            throw new KallsymsException(ErrorKind.Tool, $"{_program} was ended by signal {end.Signal}");
        if (end.Status != 0)
            throw new KallsymsException(ErrorKind.Tool, $"{_program} failed with exit status {end.Status}");
        return elapsed;
    }

    /// <summary>Ends it where it still runs.</summary>
    public void Dispose()
    {
        // Waits for EndAll, if that is at work.
        _end.Dispose();
        if (!_process.HasEnded)
        {
            EndAll();
            _process.Wait();
        }
        _output?.Dispose();
    }

    // Asked to end first, a compiler driver removes its temporary files.
    void EndAll()
    {
        End([.. Started().Concat(_output?.Writers ?? []).DistinctBy(process => process.Id)]);
        // What was started in the meantime.
        End(Started());
        // All that can be done where there is no /proc.
        _process.Signal(Kill);
    }

    // Its id is another's, some day, once it has been waited for.
    List<RunningProcess> Started() => _process.HasEnded ? [] : RunningProcess.Tree(_process.Id);

    // A linker that leaves a process behind, which could write into the image and keeps our output open.
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
