namespace Kallsyms.Tokens;

/// <summary>
/// Repeats a piece of work on the same few parts, each time too short to be worth waking a thread. Helpers keep polling for parts; if
/// none comes to help, the caller does them all.
/// </summary>
/// <param name="parts">The number of parts.</param>
/// <param name="work">Does one part.</param>
sealed class SpinPool(int parts, Action<int> work) : IDisposable
{
    const int PartBits = 8;

    long _ticket = (1 << PartBits) - 1; // round, and the next part that nobody has taken
    int _done;
    volatile bool _ended;

    /// <summary>Requests a number of helpers.</summary>
    public void AddHelpers(int helpers)
    {
        for (int i = 0; i < helpers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(_ => Help(), null);
    }

    /// <summary>Does every part once.</summary>
    public void Run()
    {
        _done = 0;
        Volatile.Write(ref _ticket, (_ticket >> PartBits) + 1 << PartBits);
        TakeParts();
        var wait = new SpinWait();
        while (Volatile.Read(ref _done) < parts)
            wait.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>Dismisses the helpers.</summary>
    public void Dispose() => _ended = true;

    void Help()
    {
        var wait = new SpinWait();
        while (!_ended)
        {
            if (TakeParts())
                wait.Reset();
            else
                wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    bool TakeParts()
    {
        bool any = false;
        for (long ticket; (byte)(ticket = Volatile.Read(ref _ticket)) < parts;)
        {
            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) != ticket)
                continue;
            work((byte)ticket);
            Interlocked.Increment(ref _done);
            any = true;
        }
        return any;
    }
}
