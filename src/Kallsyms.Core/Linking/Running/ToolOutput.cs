using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Running;

/// <summary>
/// What a linker prints, on its way to where ours goes, with the user's names in the place of temporary ones. Standard error that is a
/// terminal is left to the linker, which shows colours there. What a run repeats of an earlier one is not shown again.
/// </summary>
sealed class ToolOutput : IDisposable
{
    const int StandardOutput = 1;
    const int StandardError = 2;
    const int BufferSize = 1 << 16; // what a pipe holds
    const int StackSize = 1 << 18;

    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    readonly List<ForwardedStream> _streams = [];
    readonly ShownOutput _shown;
    readonly Thread _thread;
    volatile bool _isDelivering;

    /// <summary>Makes the pipes.</summary>
    /// <param name="names">What is replaced.</param>
    /// <param name="shown">What earlier runs printed.</param>
    /// <param name="notice">Takes a line for the user.</param>
    /// <exception cref="KallsymsException">There are too many open files.</exception>
    public ToolOutput(TemporaryNames names, ShownOutput shown, Action<string> notice)
    {
        (_shown, Notice) = (shown, notice);
        _thread = new(Forward, StackSize) { IsBackground = true };
        Add(StandardOutput);
        // Where both go to the same file one pipe keeps them in order.
        if (Target(StandardOutput) is { } output && output == Target(StandardError) && IsTerminal(StandardError) == 0)
            ErrorEnd = OutputEnd;
        else if (shown.HasRun || IsTerminal(StandardError) == 0)
            ErrorEnd = Add(StandardError);

        int Add(int destination)
        {
            _streams.Add(new(destination, names.Restore(), holds: shown.HasRun));
            return _streams[^1].Pipe.WriteEnd;
        }
    }

    /// <summary>Takes a line for the user.</summary>
    public Action<string> Notice { get; }

    /// <summary>The linker's standard output.</summary>
    public int OutputEnd => _streams[0].Pipe.WriteEnd;

    /// <summary>Its standard error; null: ours.</summary>
    public int? ErrorEnd { get; }

    /// <summary>Processes that can still print.</summary>
    public IEnumerable<RunningProcess> Writers =>
        RunningProcess.Holding([.. _streams.Select(stream => stream.Pipe.Name).Where(name => name.Length > 0)]);

    /// <summary>The child has its ends now; passes on what comes.</summary>
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

    /// <summary>All that was printed has been passed on, and nobody can print any more: true.</summary>
    /// <param name="time">What the writers are given; whoever reads what we pass on may take longer.</param>
    /// <param name="cancellation">Ends the waiting.</param>
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

    /// <summary>The linker has ended: shows what was held back, unless it was shown before.</summary>
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
        // A process that holds on to it, and that could not be ended, keeps the thread with the pipe.
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
