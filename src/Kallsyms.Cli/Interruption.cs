using System.Runtime.InteropServices;

namespace Kallsyms.Cli;

/// <summary>Records SIGINT, SIGQUIT, SIGTERM or SIGHUP while a command runs.</summary>
sealed class Interruption : IDisposable
{
    readonly CancellationTokenSource _cancellation = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    int _signal;

    /// <summary>Starts to record signals to this process.</summary>
    public void ListenToSignals()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Interrupt));
    }

    /// <summary>Whether the command ends by itself: a linker is ended and temporary files are removed before the process exits.</summary>
    public bool IsAwaited { get; set; }

    public CancellationToken Token => _cancellation.Token;

    public bool HasCome => _cancellation.IsCancellationRequested;

    /// <summary>The exit status that a shell reports for a program ended by that signal.</summary>
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
