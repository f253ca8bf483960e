using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>The type of a file (st_mode's S_IFMT).</summary>
enum FileKind
{
    /// <summary>S_IFIFO.</summary>
    Fifo = 0x1000,

    /// <summary>S_IFCHR.</summary>
    CharacterDevice = 0x2000,

    /// <summary>S_IFDIR.</summary>
    Directory = 0x4000,

    /// <summary>S_IFBLK.</summary>
    BlockDevice = 0x6000,

    /// <summary>S_IFREG.</summary>
    Regular = 0x8000,

    /// <summary>S_IFLNK.</summary>
    SymbolicLink = 0xa000,

    /// <summary>S_IFSOCK.</summary>
    Socket = 0xc000,
}

/// <summary>File attributes that .NET does not provide (statx(2), whose record is the same on every machine).</summary>
/// <param name="Kind">The type of the file.</param>
/// <param name="Permissions">The low twelve bits of its mode.</param>
/// <param name="User">The id of its owner.</param>
/// <param name="Group">The id of its group.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Device">The device number of its file system.</param>
/// <param name="Inode">Its number within that file system.</param>
/// <param name="Changed">When anything about it changed last (ctime), which nobody can set.</param>
readonly record struct FileStatus(
    FileKind Kind, int Permissions, uint User, uint Group, long Size, ulong Device, ulong Inode, DateTime Changed)
{
    const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    /// <summary>Returns the status of a path, following symbolic links; null if there is no such file.</summary>
    public static FileStatus? Of(string path) => Read(Native.CurrentDirectory, path, 0);

    /// <summary>Returns the status of an open file, which may have lost its name.</summary>
    public static FileStatus? Of(SafeFileHandle file) => Read((int)file.DangerousGetHandle(), "", Native.EmptyPath);

    /// <summary>Returns the status of a name in an open directory, without following a symbolic link.</summary>
    public static FileStatus? Of(SafeFileHandle directory, string name) =>
        Read((int)directory.DangerousGetHandle(), name, Native.NoFollowAt);

    /// <summary>Whether it belongs to the user of this process, and nobody else may use it.</summary>
    public bool IsPrivate => User == Native.EffectiveUser() && (Permissions & 0x3f) == 0;

    /// <summary>Whether both are the same file, regardless of changes to it.</summary>
    public bool IsSameFile(FileStatus other) => (Device, Inode) == (other.Device, other.Inode);

    static FileStatus? Read(int directory, string path, int flags)
    {
        var record = new byte[256];
        if (Native.Statx(directory, Native.Bytes(path), flags, BasicStats, record) != 0)
            return null;
        int mode = MemoryMarshal.Read<ushort>(record.AsSpan(28));
        return new(
            (FileKind)(mode & 0xf000), mode & 0xfff,
            MemoryMarshal.Read<uint>(record.AsSpan(20)), MemoryMarshal.Read<uint>(record.AsSpan(24)),
            MemoryMarshal.Read<long>(record.AsSpan(40)),
            MemoryMarshal.Read<ulong>(record.AsSpan(136)), MemoryMarshal.Read<ulong>(record.AsSpan(32)),
            DateTime.UnixEpoch.AddSeconds(MemoryMarshal.Read<long>(record.AsSpan(96)))
                .AddTicks(MemoryMarshal.Read<uint>(record.AsSpan(104)) / 100));
    }
}
