using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>
/// Reads an image while its linker still runs: symbols and headers are written before the build id is computed. GNU ld writes the file
/// header last; ld.lld writes it first, into a file that gets its name at the end (LLVM's FileOutputBuffer), and the symbol table after the
/// contents. A reading that was too early fails the comparison with the finished file.
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
            return Read(_path);
        using (early)
            return early.Confirm(_path) is { } image ? (image, made) : Read(_path);
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
            if (Candidates().FirstOrDefault(HasSymbols) is { } path)
                return TryRead(path);
        }
        return null;
    }

    IEnumerable<string> Candidates()
    {
        if (File.Exists(_path))
            yield return _path;
        foreach (string unnamed in Directory.EnumerateFiles(Path.GetDirectoryName(_path)!, Path.GetFileName(_path) + ".tmp*"))
            yield return unnamed;
    }

    static bool HasSymbols(string path)
    {
        try
        {
            using ByteSource source = ByteSource.OpenFile(path);
            if (!ElfFile.IsElf(source))
                return false;
            ElfFile file = ElfFile.Parse(source);
            return file.Sections.FirstOrDefault(section => section.Type == SectionType.SymbolTable) is not { } table
                || HasEnd(file, table) && HasEnd(file, file.SectionAt(table.Link, "sh_link of the symbol table"));
        }
        catch (KallsymsException)
        {
            return false;
        }
    }

    // Whether the last symbol, or the last name, was written: neither is all zeros.
    static bool HasEnd(ElfFile file, ElfSection section)
    {
        int length = (int)Math.Min(section.Size, file.Format.SymbolSize);
        return file.Source.Read(section.Offset + section.Size - length, length).AsSpan().ContainsAnyExcept((byte)0);
    }

    (LinkedImage, LinkTable)? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        catch (KallsymsException)
        {
            // It was too early, or the finished image has the same error.
            return null;
        }
    }

    (LinkedImage, LinkTable) Read(string path)
    {
        var image = LinkedImage.Read(path);
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
