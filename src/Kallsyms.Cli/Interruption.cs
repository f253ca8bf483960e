using System.Runtime.InteropServices;

namespace Kallsyms.Cli;

/// <summary>SIGINT, SIGQUIT, SIGTERM or SIGHUP while a command runs.</summary>
sealed class Interruption : IDisposable
{
    readonly CancellationTokenSource _cancellation = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    int _signal;

    /// <summary>Comes, from now on, when this process gets such a signal.</summary>
    public void ListenToSignals()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Interrupt));
    }

    /// <summary>The command sees to its own end: a linker is ended, and temporary files go away, before the process does.</summary>
    public bool IsAwaited { get; set; }

    public CancellationToken Token => _cancellation.Token;

    public bool HasCome => _cancellation.IsCancellationRequested;

    /// <summary>What a shell makes of a program that a signal ended.</summary>
    public int ExitStatus => 128 + _signal;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _cancellation.Dispose();
    }

    void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        _signal = context.Signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGQUIT => 3, PosixSignal.SIGHUP => 1, _ => 15 };
        if (!IsAwaited)
            Environment.Exit(ExitStatus);
        _cancellation.Cancel();
    }
}
