using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Running;

/// <summary>
/// Forwards a linker's output to ours, replacing temporary names with the user's. Standard error that is a terminal is left to the
/// linker, which uses colour there. Output repeated from an earlier run is not shown again.
/// </summary>
sealed class ToolOutput : IDisposable
{
    const int BufferSize = 1 << 16; // capacity of a pipe
    const int StackSize = 1 << 18;

    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    readonly List<ForwardedStream> _streams = [];
    readonly ShownOutput _shown;
    readonly Thread _thread;
    volatile bool _isDelivering;

    /// <summary>Creates the pipes.</summary>
    /// <param name="names">The names to replace.</param>
    /// <param name="shown">The output of earlier runs.</param>
    /// <param name="notice">Receives a line for the user.</param>
    /// <param name="to">The descriptors to forward to.</param>
    /// <exception cref="KallsymsException">There are too many open files.</exception>
    public ToolOutput(TemporaryNames names, ShownOutput shown, Action<string> notice, (int Output, int Error) to)
    {
        (_shown, Notice) = (shown, notice);
        _thread = new(Forward, StackSize) { IsBackground = true };
        Add(to.Output);
        // If both go to the same file, one pipe keeps them in order.
        if (Target(to.Output) is { } output && output == Target(to.Error) && IsTerminal(to.Error) == 0)
            ErrorEnd = OutputEnd;
        else if (shown.HasRun || IsTerminal(to.Error) == 0)
            ErrorEnd = Add(to.Error);

        int Add(int destination)
        {
            _streams.Add(new(destination, names.Restore(), holds: shown.HasRun));
            return _streams[^1].Pipe.WriteEnd;
        }
    }

    /// <summary>Receives a line for the user.</summary>
    public Action<string> Notice { get; }

    /// <summary>The linker's standard output.</summary>
    public int OutputEnd => _streams[0].Pipe.WriteEnd;

    /// <summary>The linker's standard error, or null to inherit ours.</summary>
    public int? ErrorEnd { get; }

    /// <summary>Processes that can still print.</summary>
    public IEnumerable<RunningProcess> Writers =>
        RunningProcess.Holding([.. _streams.Select(stream => stream.Pipe.Name).Where(name => name.Length > 0)]);

    /// <summary>Starts forwarding, now that the child has its ends.</summary>
    /// <exception cref="KallsymsException">The system allows no more threads.</exception>
    public void Start()
    {
        foreach (ForwardedStream stream in _streams)
            stream.Pipe.CloseWriteEnd();
        try
        {
            _thread.Start();
        }
        catch (OutOfMemoryException e)
        {
            throw new KallsymsException(ErrorKind.Unreadable, "the system allows no more threads", inner: e);
        }
    }

    /// <summary>Waits until all output has been forwarded and nobody can print any more; returns false on timeout.</summary>
    /// <param name="time">The time that writers are given; the reader of our output may take longer.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public bool EndsWithin(TimeSpan time, CancellationToken cancellation)
    {
        for (long start = Stopwatch.GetTimestamp(); !_thread.Join(_interval);)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_isDelivering)
                start = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(start) >= time)
                return false;
        }
        return true;
    }

    /// <summary>Shows what was held back when the linker ends, unless it was shown before.</summary>
    public void End(bool hasFailed)
    {
        foreach (ForwardedStream stream in _streams.Where(stream => hasFailed || !_shown.Has(stream.Destination, stream.Text)))
            stream.Release();
        if (!hasFailed)
            _shown.Remember(_streams.Select(stream => (stream.Destination, stream.Text)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A process that holds on to the pipe and could not be ended keeps the thread waiting on it.
        if (_thread.IsAlive)
            return;
        foreach (ForwardedStream stream in _streams)
            stream.Dispose();
    }

    void Forward()
    {
        byte[] buffer = new byte[BufferSize];
        while (_streams.Any(stream => !stream.Pipe.HasEnded))
        {
            Pipe.WaitForAny(_streams.Select(stream => stream.Pipe));
            foreach (ForwardedStream stream in _streams.Where(stream => !stream.Pipe.HasEnded).ToArray())
            {
                ReadOnlySpan<byte> piece = stream.Pipe.ReadAvailable(buffer);
                _isDelivering = true;
                stream.Forward(piece);
                _isDelivering = false;
            }
        }
    }

    static string? Target(int descriptor)
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "isatty")]
    static extern int IsTerminal(int descriptor);
}
