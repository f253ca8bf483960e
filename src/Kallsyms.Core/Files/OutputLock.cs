using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>
/// A lock beside an output, so that two runs do not make it at once: an empty file that is removed with the lock. If its name belongs
/// to something else, that is reported and left alone.
/// </summary>
sealed class OutputLock : IDisposable
{
    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    readonly DirectoryHandle _directory;
    readonly string _name;
    readonly SafeFileHandle _file;
    readonly bool _isKept;

    OutputLock(DirectoryHandle directory, string name, SafeFileHandle file, bool isKept) =>
        (_directory, _name, _file, _isKept) = (directory, name, file, isKept);

    /// <summary>Takes the lock, waiting for another holder.</summary>
    /// <param name="directory">The directory of the lock; stays open as long as the lock is held.</param>
    /// <param name="name">The name of its file.</param>
    /// <param name="keep">Whether the file stays when the lock is released.</param>
    /// <param name="waiting">Called once if another run holds it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The lock cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static OutputLock Take(DirectoryHandle directory, string name, bool keep, Action waiting, CancellationToken cancellation)
    {
        for (bool told = false; ; told = true)
        {
            if (TryTake(directory, name) is { } file)
                return new(directory, name, file, keep);
            if (!told)
                waiting();
            cancellation.WaitHandle.WaitOne(_interval);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It is held until its name is gone; another run waiting for it then notices that its file is no longer the one with that name.
        if (!_isKept)
            _directory.Remove(_name);
        _file.Dispose();
    }

    static SafeFileHandle? TryTake(DirectoryHandle directory, string name)
    {
        if (directory.Status(name) is { } found && (found.Kind != FileKind.Regular || found.Size != 0))
            throw new IOException($"{name} beside it is not a lock that kallsyms made; move it away");
        SafeFileHandle file = directory.OpenOrCreate(name);
        bool locked = Native.TryLock(file);
        int error = Marshal.GetLastPInvokeError();
        // A lock file that another run removed after we opened it protects nothing.
        if (locked && FileStatus.Of(file) is { } mine && directory.Status(name) is { } named && mine.IsSameFile(named))
            return file;
        file.Dispose();
        return locked || error == Native.WouldBlock ? null
            : throw new IOException($"no lock can be had there: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
