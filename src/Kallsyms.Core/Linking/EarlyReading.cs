using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>
/// Reads an image while its linker is still at work: GNU ld has written symbols and headers when it starts to compute the build id, and
/// the header of the file last. What was read too early does not outlive the comparison with the finished file.
/// </summary>
sealed class EarlyReading : IDisposable
{
    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(4);

    readonly CancellationTokenSource _over = new();
    readonly Task<ImageReading?> _reading;
    readonly Func<ImageReading> _read;
    readonly string _path;

    /// <summary>Starts to watch for the image.</summary>
    /// <param name="path">Where the linker writes it.</param>
    /// <param name="read">Reads it.</param>
    public EarlyReading(string path, Func<ImageReading> read)
    {
        (_path, _read) = (path, read);
        _reading = Task.Run(Watch);
    }

    /// <summary>The reading of the image, whose linker has ended.</summary>
    public ImageReading Finish()
    {
        _over.Cancel();
        using ImageReading? early = _reading.GetAwaiter().GetResult();
        return early?.Confirm(_path) ?? _read();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        // A second call does no harm to an image that is closed.
        _reading.GetAwaiter().GetResult()?.Dispose();
        _over.Dispose();
    }

    ImageReading? Watch()
    {
        while (!_over.Token.WaitHandle.WaitOne(_interval))
        {
            if (HasHeader())
                return TryRead();
        }
        return null;
    }

    bool HasHeader()
    {
        if (!File.Exists(_path))
            return false;
        try
        {
            using ByteSource file = ByteSource.OpenFile(_path);
            return ElfFile.IsElf(file);
        }
        catch (KallsymsException)
        {
            return false;
        }
    }

    ImageReading? TryRead()
    {
        try
        {
            return _read();
        }
        catch (KallsymsException)
        {
            // Too early, or an error that the finished image has too.
            return null;
        }
    }
}
