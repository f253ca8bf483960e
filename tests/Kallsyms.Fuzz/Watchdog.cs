using System.Diagnostics;

namespace Kallsyms.Fuzz;

/// <summary>Ends the process when one execution does not end, and leaves its input behind.</summary>
sealed class Watchdog
{
    readonly Thread _thread;
    readonly Action<string> _report;
    long _started; // 0: nothing runs

    public Watchdog(TimeSpan limit, Action<string> report)
    {
        _report = report;
        _thread = new(() => Watch(limit)) { IsBackground = true };
        _thread.Start();
    }

    public void Start() => Volatile.Write(ref _started, Stopwatch.GetTimestamp());

    public void Stop() => Volatile.Write(ref _started, 0);

    void Watch(TimeSpan limit)
    {
        while (true)
        {
            Thread.Sleep(500);
            long started = Volatile.Read(ref _started);
            if (started == 0 || Stopwatch.GetElapsedTime(started) < limit)
                continue;
            _report($"hang: not done after {limit.TotalSeconds} s");
            Environment.Exit(1);
        }
    }
}
