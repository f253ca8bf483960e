namespace Kallsyms.Linking.Kbuild;

/// <summary>One link of vmlinux at a time in a build directory, from its first step to its last; kbuild itself has no such lock.</summary>
sealed class BuildLock : IDisposable
{
    const int WouldBlock = 11; // EWOULDBLOCK

    readonly FileStream _held;

    BuildLock(FileStream held) => _held = held;

    /// <summary>Waits for the other one to end.</summary>
    /// <param name="objectTree">The build directory.</param>
    /// <param name="notice">Told once that another make works here.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="KallsymsException">The directory cannot be written.</exception>
    public static BuildLock Take(string objectTree, Action<string> notice, CancellationToken cancellation)
    {
        // make clean removes files of this name.
        string path = Path.Combine(objectTree, ".tmp_kallsyms.lock");
        for (bool told = false; ; told = true)
        {
            try
            {
                return new(new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when ((e.HResult & 0xffff) == WouldBlock)
            {
                if (!told)
                    notice($"another make is linking vmlinux in {Path.GetFullPath(objectTree)}; waiting for it (two at once in one build directory disturb each other)");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw OutputFile.CannotWrite(path, e);
            }
            cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();
}
