namespace Kallsyms.Fuzz;

/// <summary>Ends the process when one execution does not end, and leaves its input behind.</summary>
sealed class Watchdog
{
    readonly TimeSpan _limit;
    readonly Action<string> _report;
    long _execution; // odd while one runs

    public Watchdog(TimeSpan limit, Action<string> report)
    {
        (_limit, _report) = (limit, report);
        new Thread(Watch) { IsBackground = true }.Start();
    }

    public void Start() => Interlocked.Increment(ref _execution);

    public void Stop() => Interlocked.Increment(ref _execution);

    // Processor time: on a busy machine the clock goes on while nothing is executed.
    void Watch()
    {
        (long execution, TimeSpan since) = (0, default);
        while (true)
        {
            Thread.Sleep(500);
            long now = Interlocked.Read(ref _execution);
            TimeSpan time = Environment.CpuUsage.TotalTime;
            if (now != execution || now % 2 == 0)
            {
                (execution, since) = (now, time);
                continue;
            }
            if (time - since < _limit)
                continue;
            _report($"hang: not done after {_limit.TotalSeconds} s");
            Environment.Exit(1);
        }
    }
}
