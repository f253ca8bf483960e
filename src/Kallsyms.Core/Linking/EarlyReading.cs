using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>
/// Reads an image while its linker still runs: GNU ld has written symbols and headers when it starts to compute the build id, and
/// writes the file header last. A reading that was too early fails the comparison with the finished file.
/// </summary>
sealed class EarlyReading : IDisposable
{
    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(4);

    readonly CancellationTokenSource _over = new();
    readonly Task<(LinkedImage, LinkTable)?> _reading;
    readonly Func<LinkedImage, LinkTable> _make;
    readonly string _path;

    /// <summary>Starts to watch for the image.</summary>
    /// <param name="path">The path the linker writes the image to.</param>
    /// <param name="make">What to compute from the image.</param>
    public EarlyReading(string path, Func<LinkedImage, LinkTable> make)
    {
        (_path, _make) = (path, make);
        _reading = Task.Run(Watch);
    }

    /// <summary>Returns the image and the result computed from it, once the linker has ended.</summary>
    /// <exception cref="KallsymsException">The image cannot be used.</exception>
    public (LinkedImage Image, LinkTable Made) Finish()
    {
        _over.Cancel();
        if (_reading.GetAwaiter().GetResult() is not var (early, made))
            return Read();
        using (early)
            return early.Confirm(_path) is { } image ? (image, made) : Read();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        // Disposing an image twice does no harm.
        _reading.GetAwaiter().GetResult()?.Item1.Dispose();
        _over.Dispose();
    }

    (LinkedImage, LinkTable)? Watch()
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

    (LinkedImage, LinkTable)? TryRead()
    {
        try
        {
            return Read();
        }
        catch (KallsymsException)
        {
            // It was too early, or the finished image has the same error.
            return null;
        }
    }

    (LinkedImage, LinkTable) Read()
    {
        var image = LinkedImage.Read(_path);
        try
        {
            return (image, _make(image));
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
