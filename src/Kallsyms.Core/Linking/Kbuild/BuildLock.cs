using Kallsyms.Files;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// Allows one link of vmlinux at a time in a build directory, from its first step to its last; kbuild itself has no such lock.
/// </summary>
sealed class BuildLock : IDisposable
{
    // make clean removes files of this name.
    const string Name = ".tmp_kallsyms.lock";

    readonly DirectoryHandle _directory;
    readonly OutputLock _lock;

    BuildLock(DirectoryHandle directory, OutputLock held) => (_directory, _lock) = (directory, held);

    /// <summary>Takes the lock, waiting for another link to end.</summary>
    /// <param name="objectTree">The build directory.</param>
    /// <param name="notice">Called once if another make is running here.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="KallsymsException">The directory is not writable.</exception>
    public static BuildLock Take(string objectTree, Action<string> notice, CancellationToken cancellation)
    {
        try
        {
            DirectoryHandle directory = DirectoryHandle.Open(objectTree);
            return new(directory, OutputLock.Take(directory, Name, keep: true, () => notice(Waiting(objectTree)), cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(Path.Combine(objectTree, Name), e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _directory.Dispose();
    }

    static string Waiting(string objectTree) =>
        $"another make is linking vmlinux in {Path.GetFullPath(objectTree)}; waiting for it (two at once in one build directory disturb "
            + "each other)";
}
