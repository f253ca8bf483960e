using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Checkup;

/// <summary>
/// Checks whether links can be made in a directory, and whether its file system supports leases, which let linkers start early.
/// </summary>
static class DirectoryTrial
{
    public static Finding Run(string name, string directory)
    {
        string path = Path.Combine(directory, $".kallsyms-doctor-{Guid.NewGuid():N}");
        try
        {
            using SafeFileHandle file =
                File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.DeleteOnClose);
            using var leased = LeasedFile.Create(file);
            return leased.IsHeld
                ? new("directory", name, FindingState.Works, $"{directory} can be written, and its file system knows leases")
                : new("directory", name, FindingState.Slow, $"{directory} can be written; its file system knows no leases",
                    "a linker is started later here than it could be: link on a local file system (ext4, xfs, btrfs, tmpfs)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("directory", name, FindingState.Broken, $"{directory} cannot be written: {e.Message}",
                "a link works beside its output, and needs to write there");
        }
    }
}
