using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>Modes and owners of files.</summary>
static class FileAttributes
{
    const int PermissionBits = 0x1ff; // 0777

    /// <summary>The mode of a new file after this process's umask, which can be read only by setting it.</summary>
    public static int NewFileMode { get; } = 0x1b6 & ~Umask(); // 0666

    /// <summary>
    /// Gives an open file the owner, group and permissions of another, as far as this user may, but never another owner's rights.
    /// </summary>
    public static void TakeAttributes(this SafeFileHandle file, FileStatus other)
    {
        bool sameOwner = Native.ChangeOwner((int)file.DangerousGetHandle(), other.User, other.Group) == 0;
        _ = Native.ChangeMode((int)file.DangerousGetHandle(), sameOwner ? other.Permissions : other.Permissions & PermissionBits);
    }

    static int Umask()
    {
        int mask = Native.Umask(0x3f); // 077, for the moment in between
        _ = Native.Umask(mask);
        return mask;
    }
}
