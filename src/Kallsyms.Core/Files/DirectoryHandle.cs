using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>
/// An open directory. Names in it are plain file names and never followed as links, so nobody else who can write to the directory
/// decides which file is created, changed or removed.
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

    /// <summary>Opens a directory by the user's path, following links.</summary>
    /// <exception cref="IOException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static DirectoryHandle Open(string path)
    {
        int number = Native.OpenAt(
            Native.CurrentDirectory, Native.Bytes(path), Native.PathOnly | Native.DirectoryOnly | Native.CloseOnExec, 0);
        return number < 0 ? throw Native.LastError(path) : new(new(number, ownsHandle: true), path);
    }

    /// <summary>Opens a subdirectory so that it can be locked; returns null if the name is not a readable directory.</summary>
    public DirectoryHandle? TryOpenDirectory(string name)
    {
        int flags = Native.ReadOnly | Native.DirectoryOnly | Native.NoFollow | Native.CloseOnExec;
        int number = Native.OpenAt(Number, Native.Bytes(name), flags, 0);
        return number < 0 ? null : new(new(number, ownsHandle: true), Join(name));
    }

    /// <summary>Creates a directory that only its owner may use, with an unguessable name.</summary>
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

    /// <summary>Creates a directory that only its owner may use.</summary>
    public void CreateDirectory(string name)
    {
        if (Native.MakeDirectoryAt(Number, Native.Bytes(name), PrivateDirectory) != 0)
            throw Native.LastError(Join(name));
    }

    /// <summary>
    /// Locks the directory against others who do the same; returns false if somebody holds the lock. Started programs hold it too.
    /// </summary>
    public bool TryLockWithChildren() =>
        Native.TryLock(_handle) && Native.Control(Number, Native.SetDescriptorFlags, 0) == 0;

    /// <summary>Creates a file that did not exist before, for reading and writing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">The permissions before the umask.</param>
    public SafeFileHandle Create(string name, int mode = 0x1b6) =>
        Handle(name, Native.ReadWrite | Native.Create | Native.Exclusive, mode);

    /// <summary>Creates a file that only its owner may use, with an unguessable name; it is locked as long as it is open.</summary>
    public (string Name, SafeFileHandle File) CreateUnique(string prefix)
    {
        while (true)
        {
            string name = prefix + Unguessable();
            SafeFileHandle file = Create(name, 0x180);
            // Until it was locked, it belonged to nobody and may have been removed. Where there are no locks, nobody takes it for a
            // leftover.
            if (Native.KeepFromLocking(file) && Status(name) is not null)
                return (name, file);
            file.Dispose();
        }
    }

    /// <summary>Whether <see cref="CreateUnique"/> or <see cref="TryName"/> may have given a name.</summary>
    public static bool IsUnguessable(string name, string prefix) =>
        name.Length == prefix.Length + UnguessableLength && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.AsSpan(prefix.Length).IndexOfAnyExcept(_hexadecimal) < 0;

    /// <summary>
    /// Creates a file without a name, which disappears with its last handle and is locked until then; returns null if the file system
    /// does not support such files.
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

    /// <summary>Gives an unnamed file an unguessable name; returns null if that is not possible.</summary>
    public string? TryName(SafeFileHandle file, string prefix)
    {
        string name = prefix + Unguessable();
        byte[] open = Native.Bytes($"/proc/self/fd/{(int)file.DangerousGetHandle()}");
        return Native.LinkAt(Native.CurrentDirectory, open, Number, Native.Bytes(name), Native.FollowAt) == 0 ? name : null;
    }

    /// <summary>Opens a file for reading and writing, creating it if it is missing; does not wait for the other end of a pipe.</summary>
    public SafeFileHandle OpenOrCreate(string name) => Handle(name, Native.ReadWrite | Native.Create | Native.NonBlocking, 0x180);

    /// <summary>Opens a file for reading; does not wait for the other end of a pipe.</summary>
    public SafeFileHandle OpenRead(string name) => TryOpenRead(name) ?? throw Native.LastError(Join(name));

    /// <summary>Opens a file for reading; returns null if it cannot be opened.</summary>
    public SafeFileHandle? TryOpenRead(string name) => TryHandle(name, Native.ReadOnly | Native.NonBlocking, 0);

    /// <summary>Opens a device or a pipe for writing; returns null if it cannot be opened, or if nobody reads the pipe yet.</summary>
    public SafeFileHandle? TryOpenWrite(string name)
    {
        int flags = Native.WriteOnly | Native.NonBlocking | Native.NoFollow | Native.NoTerminal | Native.CloseOnExec;
        int number = Native.OpenAt(Number, Native.Bytes(name), flags, 0);
        if (number < 0)
            return null;
        _ = Native.Control(number, Native.SetStatusFlags, Native.WriteOnly);
        return new(number, ownsHandle: true);
    }

    /// <summary>Returns the status of a name, or null if it does not exist.</summary>
    public FileStatus? Status(string name) => FileStatus.Of(_handle, name);

    /// <summary>Returns the status of the directory.</summary>
    public FileStatus Status() => FileStatus.Of(_handle) ?? throw Native.LastError(Path);

    /// <summary>Returns the text of a symbolic link, or null if the name is not one.</summary>
    public string? LinkText(string name)
    {
        var text = new byte[4096];
        nint length = Native.ReadLinkAt(Number, Native.Bytes(name), text, text.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(text, 0, (int)length);
    }

    /// <summary>Creates a symbolic link.</summary>
    public void CreateLink(string name, string target)
    {
        if (Native.SymbolicLinkAt(Native.Bytes(target), Number, Native.Bytes(name)) != 0)
            throw Native.LastError(Join(name));
    }

    /// <summary>Gives a file a second name; returns false if that is not possible.</summary>
    public bool TryHardLink(string name, DirectoryHandle directory, string second) =>
        Native.LinkAt(Number, Native.Bytes(name), directory.Number, Native.Bytes(second), 0) == 0;

    /// <summary>Moves a file within a file system in one step, replacing an existing file.</summary>
    public void Rename(string name, DirectoryHandle directory, string to)
    {
        if (Native.RenameAt(Number, Native.Bytes(name), directory.Number, Native.Bytes(to)) != 0)
            throw Native.LastError(directory.Join(to));
    }

    /// <summary>Moves a file within a file system in one step, replacing an existing file, whose blocks are freed after that.</summary>
    public void Replace(string name, DirectoryHandle directory, string to)
    {
        // A file that is renamed over another is written to the disk at once by some file systems (auto_da_alloc of ext4), but not one
        // that changes places with it.
        if (!TryExchange(name, directory, to))
            Rename(name, directory, to);
        else if (!Remove(name))
            PutBack(name, directory, to);
    }

    /// <summary>Removes a name that is not a directory; returns false if it remains.</summary>
    public bool Remove(string name) => Native.UnlinkAt(Number, Native.Bytes(name), 0) == 0;

    /// <summary>Removes an empty directory; returns false if it remains.</summary>
    public bool RemoveDirectory(string name) => Native.UnlinkAt(Number, Native.Bytes(name), Native.RemoveDirectoryAt) == 0;

    /// <summary>Whether the effective user may write to a file of this name.</summary>
    public bool IsWritable(string name) => Native.AccessAt(Number, Native.Bytes(name), 2, 0x200) == 0; // W_OK, AT_EACCESS

    /// <summary>Returns all names in the directory.</summary>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFileSystemEntries(ListedPath).Select(path => System.IO.Path.GetFileName(path))];

    /// <summary>Returns the path of a name in the directory.</summary>
    public string Join(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Its current path, whatever it was opened by.</summary>
    public string RealPath => new FileInfo(HandlePath).LinkTarget ?? Path;

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    bool TryExchange(string name, DirectoryHandle directory, string to) =>
        Native.RenameAt(Number, Native.Bytes(name), directory.Number, Native.Bytes(to), Native.Exchange) == 0;

    // What was there is a directory, or must not be removed.
    void PutBack(string name, DirectoryHandle directory, string to)
    {
        Exception error = Native.LastError(directory.Join(to));
        _ = TryExchange(name, directory, to);
        throw error;
    }

    // Refers to the directory itself, even if it was renamed.
    string HandlePath => $"/proc/self/fd/{Number}";

    // Without /proc, the path, if it still leads here. Names that somebody else puts in between are only used in the directory itself.
    string ListedPath => Directory.Exists(HandlePath) ? HandlePath
        : FileStatus.Of(Path) is { } now && now.IsSameFile(Status()) ? Path
        : throw new IOException($"cannot be listed without /proc, since its path leads elsewhere by now : '{Path}'");

    // Anyone who may rename in the parent directory could have replaced it.
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

    // The system's random numbers. RandomNumberGenerator takes them from OpenSSL, and aborts if that is missing, or there is no memory
    // to load it.
    static string Unguessable() => Guid.NewGuid().ToString("N")[..UnguessableLength];
}
