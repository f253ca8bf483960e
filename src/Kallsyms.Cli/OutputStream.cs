namespace Kallsyms.Cli;

/// <summary>Writes a result to standard output, or to a file that appears whole or not at all.</summary>
static class OutputStream
{
    public static void Write(string destination, Action<Stream> write)
    {
        if (destination == "-")
        {
            using Stream output = Console.OpenStandardOutput();
            write(output);
            return;
        }
        string path = Path.GetFullPath(destination);
        // Devices and pipes are written in place; there is nothing to replace.
        if (File.Exists(path) && path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            using FileStream device = new(path, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            using (FileStream file = File.Create(temporary))
                write(file);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (e is IOException or UnauthorizedAccessException)
                throw new KallsymsException(ErrorKind.Unreadable, $"cannot be written: {e.Message}", destination, inner: e);
            throw;
        }
    }
}
