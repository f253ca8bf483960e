using Kallsyms.Elf;
using Kallsyms.Files;

namespace Kallsyms.Linking;

/// <summary>What was seen of an input file.</summary>
/// <param name="Path">Its path.</param>
/// <param name="State">What tells one state of it from another.</param>
/// <param name="Modified">When it was written, or put there, whatever time it was given then.</param>
sealed record InputFileState(string Path, string State, DateTime Modified);

/// <summary>
/// The state of a link's input files before its first pass. If a file changes between passes, they link two different programs, which
/// looks like an inconsistent table but is not.
/// </summary>
sealed class InputStamps
{
    readonly List<(string Path, Stamp Stamp)> _stamps;

    InputStamps(List<(string, Stamp)> stamps) => _stamps = stamps;

    /// <summary>What was seen: two that are equal are of the same files in the same state.</summary>
    public IEnumerable<InputFileState> Files => _stamps.Select(file => new InputFileState(
        file.Path, $"{file.Stamp.Size} {file.Stamp.Modified.Ticks} {file.Stamp.Inode}",
        FileStatus.Of(file.Path) is { } now && now.Changed > file.Stamp.Modified ? now.Changed : file.Stamp.Modified));

    public static InputStamps Take(IEnumerable<string> files)
    {
        var stamps = new List<(string, Stamp)>();
        foreach (string file in files.SelectMany(file => (string[])[file, .. ThinMembers(file)]))
        {
            if (Stamp.Of(file) is { } stamp)
                stamps.Add((file, stamp));
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
        foreach ((string path, Stamp before) in _stamps)
        {
            if (Stamp.Of(path) is not { } now)
                throw Changed(path, "it was removed");
            if (now != before)
                throw Changed(path, before.ChangeTo(now));
        }
    }

    static KallsymsException Changed(string path, string change) => new(
        ErrorKind.Negative, $"input changed during the link: {change}. Is another build at work in the same tree?", path);

    // What tells one state of a file from another without reading it.
    readonly record struct Stamp(long Size, DateTime Modified, ulong Inode)
    {
        public static Stamp? Of(string path) => new FileInfo(path) is { Exists: true } file
            ? new(file.Length, file.LastWriteTimeUtc, FileStatus.Of(path)?.Inode ?? 0)
            : null;

        public string ChangeTo(Stamp now) =>
            now.Size != Size ? $"it had {Size} bytes, now {now.Size}"
            : now.Modified != Modified ? $"it was written at {now.Modified:HH:mm:ss.fff} UTC"
            : "another file was put in its place";
    }
}
