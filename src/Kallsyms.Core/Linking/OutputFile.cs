namespace Kallsyms.Linking;

/// <summary>Where an output really goes.</summary>
static class OutputFile
{
    /// <summary>Follows symbolic links, and refuses what must not be replaced by a file.</summary>
    /// <exception cref="KallsymsException">It is a directory, a device or a pipe, or its directory does not exist.</exception>
    public static string Resolve(string output)
    {
        try
        {
            var file = new FileInfo(output);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                file = new(target.FullName);
            if (Directory.Exists(file.FullName))
                throw new KallsymsException(ErrorKind.Unreadable, "is a directory", output);
            if (file.Exists && !IsRegular(file))
                throw new KallsymsException(ErrorKind.Unreadable, "is not a regular file", output);
            if (!Directory.Exists(file.DirectoryName))
                throw new KallsymsException(ErrorKind.Unreadable, "its directory does not exist", output);
            return file.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, e.Message, output, inner: e);
        }
    }

    static bool IsRegular(FileInfo file) => (file.Attributes & FileAttributes.Device) == 0 && !file.FullName.StartsWith("/dev/", StringComparison.Ordinal);
}
