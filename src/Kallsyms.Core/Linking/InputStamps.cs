using Kallsyms.Elf;
using Kallsyms.Files;

namespace Kallsyms.Linking;

/// <summary>
/// The state of a link's input files before its first pass. If a file changes between passes, they link two different programs, which
/// looks like an inconsistent table but is not.
/// </summary>
sealed class InputStamps
{
    readonly List<(string Path, long Size, DateTime Modified, ulong Inode)> _stamps;

    InputStamps(List<(string, long, DateTime, ulong)> stamps) => _stamps = stamps;

    /// <summary>The recorded state, one line per file; equal lines mean the same files in the same state.</summary>
    public IEnumerable<string> Lines => _stamps.Select(stamp => $"{stamp.Path} {stamp.Size} {stamp.Modified.Ticks} {stamp.Inode}");

    public static InputStamps Take(IEnumerable<string> files)
    {
        var stamps = new List<(string, long, DateTime, ulong)>();
        foreach (string file in files.SelectMany(file => (string[])[file, .. ThinMembers(file)]))
        {
            var found = new FileInfo(file);
            if (found.Exists)
                stamps.Add((file, found.Length, found.LastWriteTimeUtc, FileStatus.Of(file)?.Inode ?? 0));
        }
        return new(stamps);
    }

    // A thin archive only names the files to link.
    static List<string> ThinMembers(string path)
    {
        var members = new List<string>();
        try
        {
            using ByteSource archive = ByteSource.OpenFile(path);
            if (ArArchive.IsThin(archive))
            {
                foreach (ByteSource member in ArArchive.Members(archive))
                {
                    members.Add(member.Name);
                    member.Dispose();
                }
            }
        }
        catch (KallsymsException)
        {
            // The linker reports more about a file that cannot be read or is damaged.
        }
        return members;
    }

    /// <exception cref="KallsymsException">A file changed; the message names it.</exception>
    public void Check()
    {
        foreach ((string path, long size, DateTime modified, _) in _stamps)
        {
            var now = new FileInfo(path);
            string? change =
                !now.Exists ? "it was removed"
                : now.Length != size ? $"it had {size} bytes, now {now.Length}"
                : now.LastWriteTimeUtc != modified ? $"it was written at {now.LastWriteTimeUtc:HH:mm:ss.fff} UTC"
                : null;
            if (change is not null)
            {
                throw new KallsymsException(
                    ErrorKind.Negative, $"input changed during the link: {change}. Is another build at work in the same tree?", path);
            }
        }
    }
}
