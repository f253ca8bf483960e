namespace Kallsyms.Cli;

/// <summary>Finds the files for a scan.</summary>
static class ScanFiles
{
    /// <summary>Returns files and, for directories, all regular files below them; also a directory that cannot be listed.</summary>
    /// <param name="std">Provides a list on standard input.</param>
    /// <param name="paths">Paths, or - for that list.</param>
    /// <exception cref="KallsymsException">A path does not exist.</exception>
    public static IEnumerable<string> Below(StandardStreams std, IEnumerable<string> paths) =>
        paths.SelectMany(path => path == "-" ? Lines(std).SelectMany(Below) : Below(path));

    static IEnumerable<string> Below(string path)
    {
        if (Directory.Exists(path))
            return Tree(path);
        return File.Exists(path) ? [path] : throw new KallsymsException(ErrorKind.Unreadable, "there is no such file or directory", path);
    }

    static IEnumerable<string> Tree(string top)
    {
        var directories = new Stack<string>([top]);
        while (directories.TryPop(out string? directory))
        {
            if (List(directory) is not { } entries)
            {
                yield return directory;
                continue;
            }
            foreach (FileSystemInfo entry in entries)
            {
                // Links may form cycles; devices, pipes and empty files have no length.
                if ((entry.Attributes & FileAttributes.ReparsePoint) != 0)
                    continue;
                string path = Path.Join(directory, entry.Name);
                if (entry is DirectoryInfo)
                    directories.Push(path);
                else if (entry is FileInfo { Exists: true, Length: > 0 })
                    yield return path;
            }
        }
    }

    static FileSystemInfo[]? List(string directory)
    {
        try
        {
            return new DirectoryInfo(directory).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static IEnumerable<string> Lines(StandardStreams std)
    {
        using var reader = new StreamReader(std.OpenInput());
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
                yield return line;
        }
    }
}
