namespace Kallsyms.Cli;

/// <summary>The files that a scan looks at.</summary>
static class ScanFiles
{
    static readonly EnumerationOptions _all = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint, // links may lead in circles
    };

    /// <summary>Files and, of directories, all regular files below them.</summary>
    /// <param name="std">For a list on standard input.</param>
    /// <param name="paths">Paths, or - for that list.</param>
    /// <exception cref="KallsymsException">A path is not there.</exception>
    public static IEnumerable<string> Below(StandardStreams std, IEnumerable<string> paths) =>
        paths.SelectMany(path => path == "-" ? Lines(std).SelectMany(Below) : Below(path));

    static IEnumerable<string> Below(string path)
    {
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*", _all).Where(IsRegular);
        return File.Exists(path) ? [path] : throw new KallsymsException(ErrorKind.Unreadable, "there is no such file or directory", path);
    }

    // Devices, pipes and empty files have no length.
    static bool IsRegular(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

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
