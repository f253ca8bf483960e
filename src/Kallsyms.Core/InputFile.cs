namespace Kallsyms;

/// <summary>Reads small files whole and reports unreadable ones in one way.</summary>
static class InputFile
{
    /// <summary>Reads a file as text.</summary>
    /// <exception cref="KallsymsException">The file cannot be read.</exception>
    public static string ReadText(string path) => Read(path, File.ReadAllText);

    /// <summary>Reads a file as bytes, including one that reports no length, such as those in /proc.</summary>
    /// <exception cref="KallsymsException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string path) => Read(path, File.ReadAllBytes);

    /// <summary>Reads the lines of a file lazily.</summary>
    /// <exception cref="KallsymsException">The file cannot be opened.</exception>
    public static IEnumerable<string> ReadLines(string path) => Read(path, File.ReadLines);

    /// <summary>Opens a file.</summary>
    /// <exception cref="KallsymsException">The file cannot be opened.</exception>
    public static FileStream Open(string path) => Read(path, File.OpenRead);

    /// <summary>Opens or reads a file with a function.</summary>
    /// <exception cref="KallsymsException">The file cannot be read.</exception>
    public static T Read<T>(string path, Func<string, T> read)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            string reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file",
                UnauthorizedAccessException when Directory.Exists(path) => "is a directory: a file was expected",
                UnauthorizedAccessException => "cannot be read: permission denied",
                _ => $"cannot be read: {e.Message}",
            };
            throw new KallsymsException(ErrorKind.Unreadable, reason, path, inner: e);
        }
    }
}
