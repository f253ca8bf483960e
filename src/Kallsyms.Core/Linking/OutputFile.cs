namespace Kallsyms.Linking;

/// <summary>Outputs, which appear whole or not at all.</summary>
public static class OutputFile
{
    /// <summary>Writes a file: under another name beside it first, then renamed. Devices and pipes are written in place.</summary>
    /// <exception cref="KallsymsException">It cannot be written.</exception>
    public static void Write(string destination, Action<Stream> write)
    {
        string? temporary = null;
        void RemoveTemporary() => File.Delete(temporary!);
        void AtExit(object? sender, EventArgs e) => RemoveTemporary();
        try
        {
            if (IsWrittenInPlace(destination))
            {
                using FileStream device = new(destination, FileMode.Open, FileAccess.Write);
                write(device);
                return;
            }
            string path = Resolve(destination);
            temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
            AppDomain.CurrentDomain.ProcessExit += AtExit;
            using (FileStream file = File.Create(temporary))
                write(file);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (temporary is not null || e is IOException or UnauthorizedAccessException)
        {
            if (temporary is not null)
                RemoveTemporary();
            if (e is IOException or UnauthorizedAccessException)
                throw CannotWrite(destination, e);
            throw;
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= AtExit;
        }
    }

    /// <summary>Moves a finished file to its place; within a file system that is one step.</summary>
    /// <exception cref="KallsymsException">It cannot be written.</exception>
    internal static void Publish(string file, string destination)
    {
        if (IsWrittenInPlace(destination) || FileStatus.Of(Path.GetDirectoryName(Path.GetFullPath(destination))!)?.Device != FileStatus.Of(file)?.Device)
        {
            Write(destination, stream =>
            {
                using FileStream finished = File.OpenRead(file);
                finished.CopyTo(stream);
            });
            return;
        }
        string path = Resolve(destination);
        try
        {
            File.Move(file, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(destination, e);
        }
    }

    /// <summary>Follows symbolic links, and refuses what must not be replaced by a file.</summary>
    /// <exception cref="KallsymsException">It is a directory, a device or a pipe, or its directory does not exist.</exception>
    internal static string Resolve(string output)
    {
        try
        {
            if (output.Length == 0)
                throw new KallsymsException(ErrorKind.Usage, "the output has no name");
            var file = new FileInfo(output);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                file = new(target.FullName);
            if (Directory.Exists(file.FullName) || output.EndsWith('/'))
                throw new KallsymsException(ErrorKind.Unreadable, "cannot be written: it is a directory", output);
            if (IsWrittenInPlace(file.FullName))
                throw new KallsymsException(ErrorKind.Unreadable, "cannot be written: it is a device or a pipe, and an image needs a regular file", output);
            if (!Directory.Exists(file.DirectoryName))
                throw new KallsymsException(ErrorKind.Unreadable, $"cannot be written: there is no directory {file.DirectoryName}", output);
            return file.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(output, e);
        }
    }

    /// <summary>The error for an output that the system refuses.</summary>
    internal static KallsymsException CannotWrite(string output, Exception error) => new(
        ErrorKind.Unreadable,
        error is UnauthorizedAccessException
            ? $"cannot be written: no permission in its directory {Path.GetDirectoryName(Path.GetFullPath(output))}"
            : $"cannot be written: {error.Message}",
        output, inner: error);

    static bool IsWrittenInPlace(string path) =>
        FileStatus.Of(path) is { IsRegular: false } && !Directory.Exists(path) || path.StartsWith("/dev/", StringComparison.Ordinal);
}
