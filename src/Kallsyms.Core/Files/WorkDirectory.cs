using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>
/// A directory beside an output for all intermediate files: the output itself is touched only by the rename that publishes it. Its name
/// is unguessable and nobody else may use it; it is removed with its files. It holds a lock, so that a second run for the same output
/// waits for the first.
/// </summary>
sealed class WorkDirectory : IDisposable
{
    const string FilesName = "files";
    const string ImageName = "image";

    readonly DirectoryHandle _parent;
    readonly OutputLock _lock;
    readonly DirectoryHandle _directory;
    readonly string _name;
    readonly Action<string> _notice;

    WorkDirectory(DirectoryHandle parent, OutputLock held, string prefix, Action<string> notice)
    {
        (_parent, _lock, _notice) = (parent, held, notice);
        _directory = parent.CreateUniqueDirectory(prefix);
        _name = Path.GetFileName(_directory.Path);
        // A linker that outlives a killed run still writes here: until it ends, the directory is not a leftover.
        _directory.TryLockWithChildren();
        _directory.CreateDirectory(FilesName);
        _directory.CreateDirectory(ImageName);
    }

    /// <summary>Waits for other runs for that output, then creates a directory for this one.</summary>
    /// <param name="output">The file to be made.</param>
    /// <param name="notice">Receives a line if another run is waited for, or if something of a killed run has to stay.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="KallsymsException">The directory of the output is not writable.</exception>
    public static WorkDirectory Open(string output, Action<string> notice, CancellationToken cancellation)
    {
        string path = Path.GetFullPath(output);
        string prefix = Prefix(Path.GetFileName(path));
        DirectoryHandle? parent = null;
        OutputLock? held = null;
        try
        {
            parent = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
            held = OutputLock.Take(
                parent, prefix + "lock", keep: false, () => notice($"another kallsyms link is making {path}; waiting for it"),
                cancellation);
            Leftovers.Remove(parent, prefix, name => IsOurs(name, Path.GetFileName(path)), notice);
            return new(parent, held, prefix, notice);
        }
        catch (Exception e)
        {
            held?.Dispose();
            parent?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw OutputFile.CannotWrite(path, e);
            throw;
        }
    }

    /// <summary>Whether a path is that of an image in such a directory, so that the command that makes it was started by us.</summary>
    public static bool IsImage(string path)
    {
        if (path.Length == 0)
            return false;
        string? directory = Path.GetDirectoryName(Path.GetFullPath(path));
        return Path.GetFileName(directory) == ImageName && Path.GetFileName(Path.GetDirectoryName(directory)!)
            .StartsWith(Prefix(Path.GetFileName(path)), StringComparison.Ordinal);
    }

    /// <summary>Returns a path for one of our files, for use by other programs.</summary>
    public string File(string name) => _directory.Join(Path.Combine(FilesName, name));

    /// <summary>Returns a path for the image, whatever its name.</summary>
    public string Image(string name) => _directory.Join(Path.Combine(ImageName, name));

    /// <summary>Creates one of our files, replacing an existing one.</summary>
    public SafeFileHandle Create(string name)
    {
        string path = Path.Combine(FilesName, name);
        _directory.Remove(path);
        return _directory.Create(path);
    }

    /// <summary>
    /// Creates, in the image's place, a file like the current output (its kind, owner, permissions, whether it is empty), so that the
    /// linker treats it as it would treat the output: most replace a file, some write into it or through a symbolic link.
    /// </summary>
    public void ImitateOutput(string name)
    {
        string image = Path.Combine(ImageName, name);
        string target = Path.Combine(FilesName, TargetName);
        _directory.Remove(image);
        _directory.Remove(target);
        bool isLink = _parent.LinkText(name) is not null;
        if (isLink)
            _directory.CreateLink(image, Path.Combine("..", target));
        if (FileStatus.Of(_parent.Join(name)) is { } output)
            CreateLike(isLink ? target : image, output);
    }

    /// <summary>
    /// Returns the finished image, ready to be moved into place; if the linker left a symbolic link, the output becomes one too.
    /// </summary>
    public StagedFile FinishedImage(string name, string output, CancellationToken cancellation)
    {
        string image = Path.Combine(ImageName, name);
        bool throughLink = _directory.Status(image) is { Kind: FileKind.SymbolicLink };
        Destination destination = throughLink ? Destination.Find(output) : Destination.Itself(output);
        return StagedFile.Adopt(
            _directory, throughLink ? Path.Combine(FilesName, TargetName) : image, destination, keepAttributes: false, cancellation);
    }

    /// <summary>Returns one of our finished files, ready to be moved into place with the mode and owner of what it replaces.</summary>
    public StagedFile Finished(string name, string destination, CancellationToken cancellation) =>
        StagedFile.Adopt(_directory, Path.Combine(FilesName, name), Destination.Find(destination), keepAttributes: true, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        Leftovers.RemoveFiles(_directory, _ => true);
        if (!_parent.RemoveDirectory(_name) && _parent.Status(_name) is not null)
            _notice($"{_directory.Path} could not be removed; remove it yourself");
        _directory.Dispose();
        _lock.Dispose();
        _parent.Dispose();
    }

    // The target of the image if the output is a symbolic link. No object or map has that name.
    const string TargetName = "image behind a link";

    static string Prefix(string output) => $".{output}.kallsyms-";

    // Linkers make the image under names that begin with its own.
    static bool IsOurs(string path, string output) =>
        path is FilesName or ImageName || path == Path.Combine(FilesName, TargetName)
        || path.StartsWith(FilesName + "/", StringComparison.Ordinal) && Path.GetExtension(path) is ".o" or ".c" or ".map" or ".d"
        || path.StartsWith(Path.Combine(ImageName, output), StringComparison.Ordinal);

    void CreateLike(string name, FileStatus output)
    {
        using SafeFileHandle file = _directory.Create(name);
        if (output.Size > 0)
            RandomAccess.Write(file, "?"u8, 0);
        file.TakeAttributes(output);
    }
}
