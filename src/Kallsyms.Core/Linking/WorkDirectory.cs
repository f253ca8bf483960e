namespace Kallsyms.Linking;

/// <summary>
/// A directory beside the output for everything that is made on the way: the output itself is touched only by the rename that
/// publishes it. Holds a lock, so that a second link of the same output waits for the first; goes away with everything in it. One that
/// a killed run left behind is taken over.
/// </summary>
sealed class WorkDirectory : IDisposable
{
    readonly string _directory;
    readonly FileStream _lock;

    WorkDirectory(string directory, FileStream held) => (_directory, _lock) = (directory, held);

    /// <summary>Waits for other links of that output, then owns it.</summary>
    /// <param name="output">The file to be made; links are followed.</param>
    /// <param name="waiting">Called once when another link is under way.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="KallsymsException">The directory of the output cannot be written.</exception>
    public static WorkDirectory Open(string output, Action<string> waiting, CancellationToken cancellation)
    {
        string directory = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(output))!, $".{Path.GetFileName(output)}.kallsyms");
        bool told = false;
        while (true)
        {
            if (TryOpen(directory, output) is { } held)
            {
                var work = new WorkDirectory(directory, held);
                work.RemoveLeftovers();
                return work;
            }
            if (!told)
                waiting($"another kallsyms link is making {output}; waiting for it");
            told = true;
            cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A path in the directory.</summary>
    public string File(string name) => Path.Combine(_directory, name);

    /// <summary>Moves a finished file to its place, at once and whole.</summary>
    public static void Publish(string file, string destination)
    {
        try
        {
            System.IO.File.Move(file, destination, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be written: {e.Message}", destination, inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The lock is held until its file is gone; whoever waits on it notices that it is another file then.
        RemoveLeftovers();
        System.IO.File.Delete(_lock.Name);
        try
        {
            Directory.Delete(_directory);
        }
        catch (IOException)
        {
            // A waiting link has put its own lock in already.
        }
        _lock.Dispose();
    }

    static FileStream? TryOpen(string directory, string output)
    {
        try
        {
            Directory.CreateDirectory(directory);
            string path = Path.Combine(directory, "lock");
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (IsStillThere(held, path))
                return held;
            held.Dispose();
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException || e is IOException && !Contended(e, directory))
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be made: {e.Message}", output, inner: e);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A lock that another run removed after we opened it guards nothing: what we do to it must be seen through its name. Its length
    // serves as the mark, since a locked file cannot be opened twice; the file is sparse.
    static bool IsStillThere(FileStream held, string path)
    {
        long mark = Random.Shared.NextInt64(1, 1L << 32);
        held.SetLength(mark);
        var seen = new FileInfo(path);
        return seen.Exists && seen.Length == mark;
    }

    // Another run holds the lock, or removed the directory between our two steps; anything else is an error.
    static bool Contended(Exception error, string directory) =>
        error is DirectoryNotFoundException or FileNotFoundException || Directory.Exists(directory) && !IsFull(error);

    static bool IsFull(Exception error) => (error.HResult & 0xffff) is 28 or 122 or 30; // ENOSPC, EDQUOT, EROFS

    void RemoveLeftovers()
    {
        if (!Directory.Exists(_directory))
            return;
        foreach (string file in Directory.EnumerateFiles(_directory))
        {
            if (file != _lock.Name)
                System.IO.File.Delete(file);
        }
        foreach (string inner in Directory.EnumerateDirectories(_directory))
            Directory.Delete(inner, recursive: true);
    }
}
