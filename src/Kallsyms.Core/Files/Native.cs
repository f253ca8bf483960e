using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>The system calls that create and remove files without following a name that somebody else can change.</summary>
static class Native
{
    public const int CurrentDirectory = -100; // AT_FDCWD
    public const int NoFollowAt = 0x100; // AT_SYMLINK_NOFOLLOW
    public const int RemoveDirectoryAt = 0x200; // AT_REMOVEDIR
    public const int FollowAt = 0x400; // AT_SYMLINK_FOLLOW
    public const int EmptyPath = 0x1000; // AT_EMPTY_PATH

    public const uint Exchange = 2; // RENAME_EXCHANGE

    public const int ReadOnly = 0; // O_RDONLY
    public const int WriteOnly = 1; // O_WRONLY
    public const int ReadWrite = 2; // O_RDWR
    public const int Create = 0x40; // O_CREAT
    public const int Exclusive = 0x80; // O_EXCL
    public const int NoTerminal = 0x100; // O_NOCTTY
    public const int NonBlocking = 0x800; // O_NONBLOCK
    public const int CloseOnExec = 0x80000; // O_CLOEXEC
    public const int PathOnly = 0x200000; // O_PATH

    public const int NoReader = 6; // ENXIO
    public const int WouldBlock = 11; // EWOULDBLOCK
    public const int Exists = 17; // EEXIST

    public const int SetDescriptorFlags = 2; // F_SETFD
    public const int SetStatusFlags = 4; // F_SETFL

    const int LockShared = 1; // LOCK_SH
    const int LockExclusive = 2; // LOCK_EX
    const int LockNonBlocking = 4; // LOCK_NB

    const int NotPermitted = 1; // EPERM
    const int NoPermission = 13; // EACCES
    const int ReadOnlyFileSystem = 30; // EROFS

    // O_DIRECTORY and O_NOFOLLOW have other values on ARM.
    static readonly bool _isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;

    public static int DirectoryOnly => _isArm ? 0x4000 : 0x10000;

    public static int Unnamed => 0x400000 | DirectoryOnly; // O_TMPFILE

    public static int NoFollow => _isArm ? 0x8000 : 0x20000;

    /// <summary>Encodes a path for the system.</summary>
    public static byte[] Bytes(string path) => [.. Encoding.UTF8.GetBytes(path), 0];

    /// <summary>Creates the exception for the call that failed last.</summary>
    public static Exception LastError(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        string message = $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
        return error is NotPermitted or NoPermission or ReadOnlyFileSystem ? new UnauthorizedAccessException(message)
            : new IOException(message, error);
    }

    /// <summary>
    /// Locks an open file against others who do the same; returns false if somebody holds the lock, or the file system has no locks.
    /// </summary>
    public static bool TryLock(SafeFileHandle file) => Lock((int)file.DangerousGetHandle(), LockExclusive | LockNonBlocking) == 0;

    /// <summary>Locks an open file against others who do the same; returns false if somebody holds the lock.</summary>
    public static bool LockUnlessHeld(SafeFileHandle file) => TryLock(file) || Marshal.GetLastPInvokeError() != WouldBlock;

    /// <summary>
    /// Keeps others from locking an open file, but not from reading it: by default .NET does not open a file that is locked exclusively,
    /// and a program that is being started holds the handle, and with it the lock, for a moment longer.
    /// </summary>
    /// <returns>False if somebody has locked it. Where there are no locks, nobody can.</returns>
    public static bool KeepFromLocking(SafeFileHandle file) =>
        Lock((int)file.DangerousGetHandle(), LockShared | LockNonBlocking) == 0 || Marshal.GetLastPInvokeError() != WouldBlock;

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static extern int OpenAt(int directory, byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static extern int MakeDirectoryAt(int directory, byte[] path, int mode);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static extern int UnlinkAt(int directory, byte[] path, int flags);

    [DllImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static extern int RenameAt(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    public static extern int RenameAt(int fromDirectory, byte[] from, int toDirectory, byte[] to, uint flags);

    [DllImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static extern int LinkAt(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    [DllImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static extern int SymbolicLinkAt(byte[] target, int directory, byte[] path);

    [DllImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static extern nint ReadLinkAt(int directory, byte[] path, byte[] target, nint length);

    [DllImport("libc", EntryPoint = "umask")]
    public static extern int Umask(int mask);

    [DllImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static extern int ChangeMode(int file, int mode);

    [DllImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static extern int ChangeOwner(int file, uint user, uint group);

    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "faccessat", SetLastError = true)]
    public static extern int AccessAt(int directory, byte[] path, int mode, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    static extern int Lock(int file, int operation);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static extern int Control(int file, int command, int argument);

    [DllImport("libc", EntryPoint = "dup", SetLastError = true)]
    public static extern int Duplicate(int file);

    [DllImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static extern long Seek(int file, long offset, int origin);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static extern int Statx(int directory, byte[] path, int flags, uint mask, byte[] record);
}
