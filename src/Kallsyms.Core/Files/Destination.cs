namespace Kallsyms.Files;

/// <summary>The place of an output, determined by what exists there rather than by name.</summary>
/// <param name="Path">The path given by the user.</param>
/// <param name="Directory">The directory of the file, or of what takes the bytes.</param>
/// <param name="Name">The name in that directory.</param>
/// <param name="Existing">What currently has that name.</param>
/// <param name="Descriptor">The number of an open file of this process (/dev/stdout, /dev/fd/N), or null.</param>
sealed record Destination(string Path, DirectoryHandle Directory, string Name, FileStatus? Existing, int? Descriptor) : IDisposable
{
    const int MaxLinks = 40;
    const int StickyAndOpen = 0x202; // S_ISVTX | S_IWOTH

    /// <summary>Whether bytes are written into what exists: a device, a pipe, or a file that is already open.</summary>
    public bool IsWrittenInPlace => Descriptor is not null || Existing is { Kind: FileKind.Fifo or FileKind.CharacterDevice };

    /// <summary>Follows symbolic links to the file that is meant.</summary>
    /// <exception cref="KallsymsException">The file cannot be written.</exception>
    public static Destination Find(string path) => Find(path, MaxLinks);

    /// <summary>Takes the name itself, even if it is a symbolic link.</summary>
    /// <exception cref="KallsymsException">The file cannot be written.</exception>
    public static Destination Itself(string path) => Find(path, maxLinks: 0);

    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();

    static Destination Find(string path, int maxLinks)
    {
        if (path.Length == 0)
            throw new KallsymsException(ErrorKind.Usage, "the output has no name");
        string at = path;
        for (int links = 0; ; links++)
        {
            DirectoryHandle directory = OpenDirectory(at, path);
            string name = System.IO.Path.GetFileName(at);
            FileStatus? status = directory.Status(name);
            if (status is not { Kind: FileKind.SymbolicLink } link || links == maxLinks && maxLinks == 0)
                return Checked(new(path, directory, name, status, null));
            if (OwnDescriptor(directory, name) is { } number)
                return new(path, directory, name, null, number);
            using (directory)
            {
                if (links == maxLinks)
                    throw CannotWrite(path, "its symbolic links lead nowhere");
                if (IsPlanted(directory.Status(), link))
                    throw CannotWrite(path,
                        $"{directory.Join(name)} is another user's symbolic link in a directory that everybody can write to");
                at = System.IO.Path.Combine(directory.RealPath, directory.LinkText(name) ?? throw Native.LastError(at));
            }
        }
    }

    static Destination Checked(Destination found)
    {
        string? reason = found.Existing?.Kind switch
        {
            FileKind.Directory => "it is a directory",
            FileKind.BlockDevice => "it is a block device",
            FileKind.Socket => "it is a socket",
            _ => null,
        };
        if (reason is null)
            return found;
        found.Dispose();
        throw CannotWrite(found.Path, reason);
    }

    static DirectoryHandle OpenDirectory(string path, string output)
    {
        string directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "/";
        if (path.EndsWith('/'))
            throw CannotWrite(output, "it is a directory");
        try
        {
            return DirectoryHandle.Open(directory);
        }
        catch (IOException)
        {
            throw CannotWrite(output, $"there is no directory {directory}");
        }
        catch (UnauthorizedAccessException e)
        {
            throw OutputFile.CannotWrite(output, e);
        }
    }

    // A name in /proc/PID/fd is not a path: its target may have no name, and its position counts.
    static int? OwnDescriptor(DirectoryHandle directory, string name) =>
        directory.RealPath == $"/proc/{Environment.ProcessId}/fd" && int.TryParse(name, out int number) ? number : null;

    // A link that the system itself refuses to follow if fs.protected_symlinks is set.
    static bool IsPlanted(FileStatus directory, FileStatus link) =>
        (directory.Permissions & StickyAndOpen) == StickyAndOpen && link.User != directory.User && link.User != Native.EffectiveUser();

    static KallsymsException CannotWrite(string path, string reason) => new(ErrorKind.Unreadable, $"cannot be written: {reason}", path);
}
