using System.Diagnostics;
using System.Text;

namespace Kallsyms.Cli;

/// <summary>Says on a terminal that an input is still being read, every second from the first on; nothing of it stays there.</summary>
sealed class ReadingProgress : IDisposable
{
    const string Erase = "\r\x1b[K";

    static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    readonly Lock _writing = new();
    readonly Stream _terminal;
    readonly string _name;
    readonly long _begin = Stopwatch.GetTimestamp();
    readonly Timer _timer;
    bool _isShown;
    bool _hasEnded;

    /// <param name="terminal">Where it is said.</param>
    /// <param name="name">What is read.</param>
    internal ReadingProgress(Stream terminal, string name)
    {
        (_terminal, _name) = (terminal, VisibleText.Of(name));
        _timer = new(_ => Show(), null, _interval, _interval);
    }

    /// <summary>Begins, where a person sees it.</summary>
    /// <returns>Null: nobody does.</returns>
    public static ReadingProgress? Begin(StandardStreams std, string name, bool quiet) =>
        !quiet && std.ErrorIsTerminal && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
            ? new(Console.OpenStandardError(), name) : null;

    /// <summary>Says how long it has taken so far.</summary>
    internal void Show()
    {
        lock (_writing)
        {
            if (_hasEnded)
                return;
            _isShown = true;
            Write($"{Erase}kallsyms: reading {_name}, {Stopwatch.GetElapsedTime(_begin).TotalSeconds:0} s");
        }
    }

    /// <summary>Takes away what was said.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_writing)
        {
            _hasEnded = true;
            if (_isShown)
                Write(Erase);
        }
    }

    void Write(string text)
    {
        try
        {
            _terminal.Write(Encoding.UTF8.GetBytes(text));
            _terminal.Flush();
        }
        catch (IOException)
        {
            // The terminal is gone; the result may go somewhere else.
        }
    }
}
