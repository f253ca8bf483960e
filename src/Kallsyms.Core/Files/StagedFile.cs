using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>A finished file, ready to be moved into place in one step; it is removed if that does not happen.</summary>
sealed class StagedFile : IDisposable
{
    readonly UnfinishedFile? _written;
    readonly DirectoryHandle _directory;
    readonly string _name;
    readonly Destination _destination;
    (DirectoryHandle Directory, string Name)? _before;
    bool _moved;

    // A file that was created elsewhere.
    StagedFile(DirectoryHandle directory, string name, Destination destination) =>
        (_directory, _name, _destination) = (directory, name, destination);

    StagedFile(UnfinishedFile written, Destination destination)
        : this(destination.Directory, destination.Name, destination) => _written = written;

    /// <summary>Creates a file for a destination, on the same file system.</summary>
    /// <exception cref="KallsymsException">The existing file is read-only.</exception>
    public static StagedFile Write(Destination destination, Action<Stream> write, bool keepAttributes = true)
    {
        if (keepAttributes)
            RequireWritable(destination);
        string prefix = $".{destination.Name}.kallsyms-";
        Leftovers.RemoveUnfinished(destination.Directory, prefix);
        var written = new UnfinishedFile(destination.Directory, prefix);
        var staged = new StagedFile(written, destination);
        try
        {
            using (FileStream stream = written.OpenWrite())
                write(stream);
            staged.Finish(written.Handle, keepAttributes);
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes a file that was created elsewhere. If it is on another file system, it is first copied beside its destination.
    /// </summary>
    /// <param name="directory">Its directory; stays open until the file was moved.</param>
    /// <param name="name">Its name in that directory.</param>
    /// <param name="destination">Its place.</param>
    /// <param name="keepAttributes">Whether it gets the mode and owner of the existing file, which must not be read-only.</param>
    /// <param name="cancellation">Ends the wait for the reader of a pipe.</param>
    /// <exception cref="KallsymsException">The system refuses, or the existing file is read-only.</exception>
    public static StagedFile Adopt(
        DirectoryHandle directory, string name, Destination destination, bool keepAttributes, CancellationToken cancellation)
    {
        try
        {
            using var file = new FileStream(directory.OpenRead(name), FileAccess.Read);
            if (destination.IsWrittenInPlace)
            {
                OutputFile.WriteInPlace(destination, file.CopyTo, cancellation);
                return new(directory, name, destination) { _moved = true };
            }
            if (destination.Directory.Status().Device != FileStatus.Of(file.SafeFileHandle)?.Device)
                return CopyOf(file, destination, keepAttributes);
            if (keepAttributes)
                RequireWritable(destination);
            var staged = new StagedFile(directory, name, destination);
            staged.Finish(file.SafeFileHandle, keepAttributes);
            return staged;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(destination.Path, e);
        }
    }

    /// <summary>Moves the file into place.</summary>
    /// <exception cref="KallsymsException">The system refuses.</exception>
    public void Commit() => Commit(keepPrevious: false);

    /// <summary>Moves both files into place, or neither.</summary>
    /// <exception cref="KallsymsException">The system refuses one of them.</exception>
    public static void CommitBoth(StagedFile first, StagedFile second)
    {
        first.Commit(keepPrevious: true);
        try
        {
            second.Commit();
        }
        catch
        {
            first.Restore();
            throw;
        }
        first.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_written is not null)
            _written.Dispose();
        else if (!_moved)
            _directory.Remove(_name);
        _moved = true;
        _destination.Dispose();
    }

    static StagedFile CopyOf(FileStream finished, Destination destination, bool keepAttributes)
    {
        StagedFile copy = Write(destination, finished.CopyTo, keepAttributes);
        if (!keepAttributes && FileStatus.Of(finished.SafeFileHandle) is { } made)
            copy._written!.Handle.TakeAttributes(made);
        return copy;
    }

    // The user marked it as not to be changed, which renaming over it would ignore.
    static void RequireWritable(Destination destination)
    {
        if (destination.Existing is { } existing
            && ((existing.Permissions & 0x92) == 0 || !destination.Directory.IsWritable(destination.Name)))
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, "cannot be written: the file there is read-only; make it writable (chmod u+w) or name another one",
                destination.Path);
        }
    }

    // A new file gets the mode that any program would give it; one that replaces another keeps that one's attributes.
    void Finish(SafeFileHandle file, bool keepAttributes)
    {
        if (!keepAttributes)
            return;
        if (_destination.Existing is { } existing)
            file.TakeAttributes(existing);
        else
            _ = Native.ChangeMode((int)file.DangerousGetHandle(), FileAttributes.NewFileMode);
    }

    void Commit(bool keepPrevious)
    {
        if (_moved)
            return;
        try
        {
            if (keepPrevious)
                KeepPrevious();
            if (_written is not null)
                _written.MoveTo(_destination.Name);
            else if (keepPrevious)
                _directory.Rename(_name, _destination.Directory, _destination.Name);
            else
                _directory.Replace(_name, _destination.Directory, _destination.Name);
            _moved = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Restore();
            throw OutputFile.CannotWrite(_destination.Path, e);
        }
    }

    // Gives the existing file a second name beside the file that replaces it: if the run is killed then, both are found together. If
    // the file system has no hard links, the file is moved aside.
    void KeepPrevious()
    {
        if (_destination.Directory.Status(_destination.Name) is null)
            return;
        (DirectoryHandle directory, string name) = _written is null
            ? (_directory, Path.Combine(Path.GetDirectoryName(_name) ?? "", "before " + Path.GetFileName(_name)))
            : (_destination.Directory, $".{_destination.Name}.kallsyms-{Guid.NewGuid():n}");
        if (!_destination.Directory.TryHardLink(_destination.Name, directory, name))
            _destination.Directory.Rename(_destination.Name, directory, name);
        _before = (directory, name);
    }

    void Restore()
    {
        if (_before is var (directory, name))
        {
            directory.Rename(name, _destination.Directory, _destination.Name);
            // Renaming one name of a file to another name of the same file does nothing.
            directory.Remove(name);
        }
        else if (_moved && !_destination.IsWrittenInPlace)
        {
            _destination.Directory.Remove(_destination.Name);
        }
        _before = null;
    }

    void Forget()
    {
        if (_before is var (directory, name))
            directory.Remove(name);
        _before = null;
    }
}
