using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking;

/// <summary>
/// A directory beside the output for everything that is made on the way: the output itself is touched only by the rename that
/// publishes it. Holds a lock, so that a second link of the same output waits for the first; goes away with everything in it. One that
/// a killed run left behind is taken over, as soon as the linker that it started has ended too.
/// </summary>
sealed class WorkDirectory : IDisposable
{
    const int WouldBlock = 11; // EWOULDBLOCK
    const int SetDescriptorFlags = 2; // F_SETFD

    readonly string _directory;
    readonly FileStream _lock;

    WorkDirectory(string directory, FileStream held)
    {
        (_directory, _lock) = (directory, held);
        RemoveLeftovers();
        Directory.CreateDirectory(Path.Combine(directory, "files"));
        Directory.CreateDirectory(Path.Combine(directory, "image"));
    }

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
            try
            {
                if (TryLock(directory) is { } held)
                    return new(directory, held);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw OutputFile.CannotWrite(output, e);
            }
            if (!told)
                waiting($"another kallsyms link is making {output}; waiting for it");
            told = true;
            cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A path for a file of ours.</summary>
    public string File(string name) => Path.Combine(_directory, "files", name);

    /// <summary>A path for the image, whatever its name.</summary>
    public string Image(string name) => Path.Combine(_directory, "image", name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // The lock is held until its file is gone; whoever waits on it notices that it is another file then.
            RemoveLeftovers();
            System.IO.File.Delete(_lock.Name);
            Directory.Delete(_directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A waiting link has put its own lock in already; what else may be left goes with the next run.
        }
        _lock.Dispose();
    }

    static FileStream? TryLock(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, "lock");
        FileStream held;
        try
        {
            held = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is DirectoryNotFoundException || (e.HResult & 0xffff) == WouldBlock)
        {
            // Another run holds the lock, or went away with the directory between our two steps.
            return null;
        }
        // A lock that another run removed after we opened it guards nothing.
        if (FileStatus.Of(held.SafeFileHandle) is not { } mine || FileStatus.Of(path) != mine)
        {
            held.Dispose();
            return null;
        }
        // Linkers inherit the lock: one that outlives a killed run still writes here, and must end before the next one begins.
        _ = SetFlags(held.SafeFileHandle, SetDescriptorFlags, 0);
        return held;
    }

    void RemoveLeftovers()
    {
        foreach (string file in Directory.EnumerateFiles(_directory))
        {
            if (file != _lock.Name)
                System.IO.File.Delete(file);
        }
        foreach (string inner in Directory.EnumerateDirectories(_directory))
            Directory.Delete(inner, recursive: true);
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    static extern int SetFlags(SafeFileHandle file, int command, int flags);
}
