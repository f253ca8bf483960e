using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>
/// A file that is being written for a place in its directory. It has no name until it is moved there, so that a killed run leaves
/// nothing behind; if the file system does not support such files, it has an unguessable name from the start. A lock on it shows that
/// somebody is still at work: a named file without a lock is a leftover (<see cref="Leftovers"/>).
/// </summary>
sealed class UnfinishedFile : IDisposable
{
    // Names are given and removed only under this lock. When the process ends they are removed and the lock is never released: a signal
    // may end the process while another thread is about to create a file.
    static readonly Lock _gate = new();
    static readonly HashSet<UnfinishedFile> _named = [];

    readonly DirectoryHandle _directory;
    readonly string _prefix;
    string? _name;

    static UnfinishedFile() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => RemoveAll();

    /// <summary>Creates a file.</summary>
    /// <param name="directory">The directory of its final place; must stay open until then.</param>
    /// <param name="prefix">The prefix of its name until it is moved.</param>
    public UnfinishedFile(DirectoryHandle directory, string prefix)
    {
        (_directory, _prefix) = (directory, prefix);
        lock (_gate)
        {
            if (directory.TryCreateUnnamed() is { } unnamed)
                Handle = unnamed;
            else
                Name(directory.CreateUnique(prefix));
        }
    }

    public SafeFileHandle Handle { get; private set; } = null!;

    /// <summary>Opens a stream for its bytes, which may be closed.</summary>
    public FileStream OpenWrite()
    {
        int copy = Native.Duplicate((int)Handle.DangerousGetHandle());
        return copy < 0 ? throw Native.LastError(_directory.Path) : new(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write);
    }

    /// <summary>Moves it into place in one step, replacing what is there.</summary>
    public void MoveTo(string place)
    {
        lock (_gate)
        {
            if (_name is null && _directory.TryName(Handle, _prefix) is { } name)
                Name((name, Handle));
            else if (_name is null)
                CopyUnderAName();
            _directory.Rename(_name!, _directory, place);
            Forget();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_name is not null)
                _directory.Remove(_name);
            Forget();
        }
        Handle.Dispose();
    }

    static void RemoveAll()
    {
        _gate.Enter();
        foreach (UnfinishedFile file in _named)
            file._directory.Remove(file._name!);
    }

    // Without /proc, an unnamed file cannot get a name.
    void CopyUnderAName()
    {
        using SafeFileHandle unnamed = Handle;
        Name(_directory.CreateUnique(_prefix));
        using var from = new FileStream(unnamed, FileAccess.Read);
        using FileStream to = OpenWrite();
        from.Position = 0;
        from.CopyTo(to);
        if (FileStatus.Of(unnamed) is { } status)
            Handle.TakeAttributes(status);
    }

    void Name((string Name, SafeFileHandle File) made)
    {
        (_name, Handle) = made;
        _named.Add(this);
    }

    void Forget()
    {
        _named.Remove(this);
        _name = null;
    }
}
