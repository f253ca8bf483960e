using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>
/// An open directory. Names in it are plain file names; what they lead to is never followed, so that nobody who can write to the
/// directory decides which file is made, changed or removed.
/// </summary>
sealed class DirectoryHandle : IDisposable
{
    const int PrivateDirectory = 0x1c0; // 0700
    const int UnguessableLength = 16; // hexadecimal digits

    static readonly SearchValues<char> _hexadecimal = SearchValues.Create("0123456789abcdef");

    readonly SafeFileHandle _handle;

    DirectoryHandle(SafeFileHandle handle, string path) => (_handle, Path) = (handle, path);

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    int Number => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a directory by a path that the user gave, through whatever links it has.</summary>
    /// <exception cref="IOException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static DirectoryHandle Open(string path)
    {
        int number = Native.OpenAt(
            Native.CurrentDirectory, Native.Bytes(path), Native.PathOnly | Native.DirectoryOnly | Native.CloseOnExec, 0);
        return number < 0 ? throw Native.LastError(path) : new(new(number, ownsHandle: true), path);
    }

    /// <summary>Opens a directory in this one, so that it can be locked; null when the name is no directory that may be read.</summary>
    public DirectoryHandle? TryOpenDirectory(string name)
    {
        int flags = Native.ReadOnly | Native.DirectoryOnly | Native.NoFollow | Native.CloseOnExec;
        int number = Native.OpenAt(Number, Native.Bytes(name), flags, 0);
        return number < 0 ? null : new(new(number, ownsHandle: true), Join(name));
    }

    /// <summary>Makes a directory that only its owner may use, under a name that nobody can guess.</summary>
    public DirectoryHandle CreateUniqueDirectory(string prefix)
    {
        while (true)
        {
            string name = prefix + Unguessable();
            if (Native.MakeDirectoryAt(Number, Native.Bytes(name), PrivateDirectory) == 0)
                return OpenOwn(name);
            if (System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Native.Exists)
                throw Native.LastError(Join(name));
        }
    }

    /// <summary>Makes a directory that only its owner may use.</summary>
    public void CreateDirectory(string name)
    {
        if (Native.MakeDirectoryAt(Number, Native.Bytes(name), PrivateDirectory) != 0)
            throw Native.LastError(Join(name));
    }

    /// <summary>
    /// Locks it against others who do the same; false when somebody holds the lock. Programs that are started hold it too.
    /// </summary>
    public bool TryLockWithChildren() =>
        Native.TryLock(_handle) && Native.Control(Number, Native.SetDescriptorFlags, 0) == 0;

    /// <summary>Makes a file that was not there before, for reading and writing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">Permissions, less those of the umask.</param>
    public SafeFileHandle Create(string name, int mode = 0x1b6) =>
        Handle(name, Native.ReadWrite | Native.Create | Native.Exclusive, mode);

    /// <summary>Makes a file under a name that nobody can guess, and that only its owner may use; locked as long as it is open.</summary>
    public (string Name, SafeFileHandle File) CreateUnique(string prefix)
    {
        while (true)
        {
            string name = prefix + Unguessable();
            SafeFileHandle file = Create(name, 0x180);
            // Before it was locked it was nobody's, and may be gone, or go. Where there are no locks, nobody takes it for a leftover.
            if (Native.KeepFromLocking(file) && Status(name) is not null)
                return (name, file);
            file.Dispose();
        }
    }

    /// <summary>A name that <see cref="CreateUnique"/> or <see cref="TryName"/> may have given.</summary>
    public static bool IsUnguessable(string name, string prefix) =>
        name.Length == prefix.Length + UnguessableLength && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.AsSpan(prefix.Length).IndexOfAnyExcept(_hexadecimal) < 0;

    /// <summary>
    /// Makes a file without a name, which goes away with its last handle, locked as long; null where the file system knows no such files.
    /// </summary>
    public SafeFileHandle? TryCreateUnnamed()
    {
        int number = Native.OpenAt(Number, Native.Bytes("."), Native.Unnamed | Native.ReadWrite | Native.CloseOnExec, 0x180);
        if (number < 0)
            return null;
        var file = new SafeFileHandle(number, ownsHandle: true);
        _ = Native.KeepFromLocking(file); // nobody else can have opened it
        return file;
    }

    /// <summary>Gives a file without a name one that nobody can guess; null where that is not possible.</summary>
    public string? TryName(SafeFileHandle file, string prefix)
    {
        string name = prefix + Unguessable();
        byte[] open = Native.Bytes($"/proc/self/fd/{(int)file.DangerousGetHandle()}");
        return Native.LinkAt(Native.CurrentDirectory, open, Number, Native.Bytes(name), Native.FollowAt) == 0 ? name : null;
    }

    /// <summary>
    /// Opens a file for reading and writing, and makes it where it is missing; does not wait for the other end of a pipe.
    /// </summary>
    public SafeFileHandle OpenOrCreate(string name) => Handle(name, Native.ReadWrite | Native.Create | Native.NonBlocking, 0x180);

    /// <summary>Opens a file for reading; does not wait for the other end of a pipe.</summary>
    public SafeFileHandle OpenRead(string name) => TryOpenRead(name) ?? throw Native.LastError(Join(name));

    /// <summary>The same; null when it cannot be opened.</summary>
    public SafeFileHandle? TryOpenRead(string name) => TryHandle(name, Native.ReadOnly | Native.NonBlocking, 0);

    /// <summary>Opens a device or a pipe for writing; null when it cannot be opened, also for a pipe that nobody reads yet.</summary>
    public SafeFileHandle? TryOpenWrite(string name)
    {
        int flags = Native.WriteOnly | Native.NonBlocking | Native.NoFollow | Native.NoTerminal | Native.CloseOnExec;
        int number = Native.OpenAt(Number, Native.Bytes(name), flags, 0);
        if (number < 0)
            return null;
        _ = Native.Control(number, Native.SetStatusFlags, Native.WriteOnly);
        return new(number, ownsHandle: true);
    }

    /// <summary>What a name is; null when there is none.</summary>
    public FileStatus? Status(string name) => FileStatus.Of(_handle, name);

    /// <summary>What the directory is.</summary>
    public FileStatus Status() => FileStatus.Of(_handle) ?? throw Native.LastError(Path);

    /// <summary>The text of a symbolic link; null when it is none.</summary>
    public string? LinkText(string name)
    {
        var text = new byte[4096];
        nint length = Native.ReadLinkAt(Number, Native.Bytes(name), text, text.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(text, 0, (int)length);
    }

    /// <summary>Makes a symbolic link.</summary>
    public void CreateLink(string name, string target)
    {
        if (Native.SymbolicLinkAt(Native.Bytes(target), Number, Native.Bytes(name)) != 0)
            throw Native.LastError(Join(name));
    }

    /// <summary>Gives a file a second name; false where that is not possible.</summary>
    public bool TryHardLink(string name, DirectoryHandle directory, string second) =>
        Native.LinkAt(Number, Native.Bytes(name), directory.Number, Native.Bytes(second), 0) == 0;

    /// <summary>Moves a file within a file system, in one step, over one of that name.</summary>
    public void Rename(string name, DirectoryHandle directory, string to)
    {
        if (Native.RenameAt(Number, Native.Bytes(name), directory.Number, Native.Bytes(to)) != 0)
            throw Native.LastError(directory.Join(to));
    }

    /// <summary>Removes a name that is not a directory; false where it stays.</summary>
    public bool Remove(string name) => Native.UnlinkAt(Number, Native.Bytes(name), 0) == 0;

    /// <summary>Removes an empty directory; false where it stays.</summary>
    public bool RemoveDirectory(string name) => Native.UnlinkAt(Number, Native.Bytes(name), Native.RemoveDirectoryAt) == 0;

    /// <summary>The effective user may write to a file of this name.</summary>
    public bool IsWritable(string name) => Native.AccessAt(Number, Native.Bytes(name), 2, 0x200) == 0; // W_OK, AT_EACCESS

    /// <summary>All names in it.</summary>
    /// <exception cref="IOException">They cannot be listed.</exception>
    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFileSystemEntries(ListedPath).Select(path => System.IO.Path.GetFileName(path))];

    /// <summary>The path of a name in it.</summary>
    public string Join(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Where it is now, whatever it was opened by.</summary>
    public string RealPath => new FileInfo(HandlePath).LinkTarget ?? Path;

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    // Leads to the directory itself, also where its name is another one by now.
    string HandlePath => $"/proc/self/fd/{Number}";

    // Without /proc, the path, if it still leads here. Names that somebody else puts in between are only used in the directory itself.
    string ListedPath => Directory.Exists(HandlePath) ? HandlePath
        : FileStatus.Of(Path) is { } now && now.IsSameFile(Status()) ? Path
        : throw new IOException($"cannot be listed without /proc, since its path leads elsewhere by now : '{Path}'");

    // Whoever may rename in the directory above could have put another one in its place.
    DirectoryHandle OpenOwn(string name)
    {
        if (TryOpenDirectory(name) is not { } made)
            throw Native.LastError(Join(name));
        if (made.Status() is { IsPrivate: true })
            return made;
        made.Dispose();
        throw new IOException($"somebody else replaced it while it was made : '{Join(name)}'");
    }

    SafeFileHandle Handle(string name, int flags, int mode) => TryHandle(name, flags, mode) ?? throw Native.LastError(Join(name));

    SafeFileHandle? TryHandle(string name, int flags, int mode)
    {
        int number = Native.OpenAt(Number, Native.Bytes(name), flags | Native.NoFollow | Native.NoTerminal | Native.CloseOnExec, mode);
        return number < 0 ? null : new(number, ownsHandle: true);
    }

    // The system's random numbers. RandomNumberGenerator takes them from OpenSSL, and aborts where there is none, or no memory to load it.
    static string Unguessable() => Guid.NewGuid().ToString("N")[..UnguessableLength];
}
