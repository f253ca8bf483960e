namespace Kallsyms.Cli;

/// <summary>The files that a scan looks at.</summary>
static class ScanFiles
{
    static readonly EnumerationOptions _all = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device, // links, which may lead in circles, and what is no file
    };

    /// <summary>Files and, of directories, all regular files below them in the order of their names.</summary>
    /// <param name="std">For a list on standard input.</param>
    /// <param name="paths">Paths, or - for that list.</param>
    /// <exception cref="KallsymsException">A path is not there.</exception>
    public static IEnumerable<string> Below(StandardStreams std, IEnumerable<string> paths) =>
        paths.SelectMany(path => path == "-" ? Lines(std).SelectMany(Below) : Below(path));

    static IEnumerable<string> Below(string path)
    {
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*", _all).Where(IsRegular).Order(StringComparer.Ordinal);
        return File.Exists(path) ? [path] : throw new KallsymsException(ErrorKind.Unreadable, "there is no such file or directory", path);
    }

    static bool IsRegular(string path) => File.GetUnixFileMode(path) is var _ && (File.GetAttributes(path) & FileAttributes.Device) == 0
        && new FileInfo(path).Length > 0;

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
