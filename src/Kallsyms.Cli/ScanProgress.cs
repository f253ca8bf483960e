using System.Diagnostics;

namespace Kallsyms.Cli;

/// <summary>Reports the progress of a scan: one line on a terminal that is overwritten, and a total at the end.</summary>
sealed class ScanProgress(StandardStreams std, bool quiet, bool verbose)
{
    const int Pause = 200; // milliseconds between two lines

    readonly Stopwatch _clock = Stopwatch.StartNew();
    long _shown;
    int _width;
    int _files;
    int _unread;
    int _kernels;

    /// <summary>The number of files that an earlier scan has read.</summary>
    public int Skipped { get; init; }

    /// <summary>The number of kernels that it found in them.</summary>
    public int Earlier { get; init; }

    /// <summary>Counts a file.</summary>
    public void Count(string file, int kernels, bool isRead)
    {
        if (verbose)
            std.Say(isRead ? $"{file}: {Quantity.Of(kernels, "kernel")}" : $"{file}: not read");
        _files++;
        _kernels += kernels;
        _unread += isRead ? 0 : 1;
        if (!std.ErrorIsTerminal || quiet || verbose || _clock.ElapsedMilliseconds - _shown < Pause)
            return;
        _shown = _clock.ElapsedMilliseconds;
        string line = Text;
        std.Error.Write($"\r{line.PadRight(_width)}");
        _width = line.Length;
    }

    /// <summary>Prints the total. The exit status tells whether any kernel was found.</summary>
    public int End()
    {
        if (_width > 0)
            std.Error.Write($"\r{new string(' ', _width)}\r");
        if (!quiet)
            std.Say(Text);
        return _kernels + Earlier > 0 ? ExitStatus.Yes : ExitStatus.No;
    }

    string Text => $"{Quantity.Of(_files, "file")}, {Quantity.Of(_kernels, "kernel")}, {Quantity.Of(_unread, "file")} not read"
        + FormattableString.Invariant($", {_files / Math.Max(0.001, _clock.Elapsed.TotalSeconds):f1} files/s")
        + (Skipped > 0 ? $"; {Quantity.Of(Skipped, "file", "was", "were")} read before" : "");
}
