using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking;

/// <summary>What the system knows of a file and .NET does not tell (statx(2), whose record is the same on every machine).</summary>
/// <param name="IsRegular">Not a directory, device, pipe or socket.</param>
/// <param name="Device">The file system it is on.</param>
/// <param name="Inode">Which file of that file system it is.</param>
readonly record struct FileStatus(bool IsRegular, ulong Device, ulong Inode)
{
    const int CurrentDirectory = -100; // AT_FDCWD
    const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    /// <summary>Follows symbolic links; null when there is no such file.</summary>
    public static FileStatus? Of(string path) => Read(CurrentDirectory, path, 0);

    /// <summary>An open file, which may have lost its name.</summary>
    public static FileStatus? Of(SafeFileHandle file) => Read((int)file.DangerousGetHandle(), "", EmptyPath);

    static FileStatus? Read(int directory, string path, int flags)
    {
        var record = new byte[256];
        byte[] name = [.. System.Text.Encoding.UTF8.GetBytes(path), 0];
        if (Statx(directory, name, flags, BasicStats, record) != 0)
            return null;
        int mode = MemoryMarshal.Read<ushort>(record.AsSpan(28));
        ulong device = MemoryMarshal.Read<ulong>(record.AsSpan(136));
        return new((mode & 0xf000) == 0x8000, device, MemoryMarshal.Read<ulong>(record.AsSpan(32)));
    }

    [DllImport("libc", EntryPoint = "statx")]
    static extern int Statx(int directory, byte[] path, int flags, uint mask, byte[] record);
}
