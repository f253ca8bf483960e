using Kallsyms.Elf;

namespace Kallsyms.Cli;

/// <summary>Shows on a terminal how much of an input was read if that takes longer than a second; the line disappears afterwards.</summary>
sealed class ReadingProgress : IDisposable
{
    const int First = 1000; // milliseconds
    const int Pause = 200;

    readonly StandardStreams _std;
    readonly string _name;
    readonly Lock _turn = new();
    readonly Timer _timer;
    int _shown;

    /// <param name="std">The standard streams.</param>
    /// <param name="name">The name of the input.</param>
    public ReadingProgress(StandardStreams std, string name)
    {
        (_std, _name) = (std, name);
        _timer = new(_ => Show(), null, std.ErrorIsTerminal ? First : Timeout.Infinite, Pause);
    }

    /// <summary>Counts the bytes read.</summary>
    public ReadCounter Counter { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn)
        {
            _timer.Dispose();
            if (_shown > 0)
                _std.Error.Write($"\r{new string(' ', _shown)}\r");
            _shown = -1;
        }
    }

    void Show()
    {
        lock (_turn)
        {
            if (_shown < 0)
                return;
            string line = FormattableString.Invariant($"{VisibleText.Of(_name)}: {Counter.Bytes / 1e6:f0} MB read");
            _std.Error.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }
}
