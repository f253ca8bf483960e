using System.Text.Json;

namespace Kallsyms.Cli;

/// <summary>A file that lines are appended to, and what an earlier scan wrote to it.</summary>
sealed class ScanLog : IDisposable
{
    /// <summary>Opens it, or makes it; a line that was not finished is taken away.</summary>
    /// <exception cref="KallsymsException">It is no such file, or cannot be written.</exception>
    public ScanLog(string path)
    {
        try
        {
            Stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be opened: {e.Message}", path, inner: e);
        }
        Stream.SetLength(Read(path));
        Stream.Position = Stream.Length;
    }

    /// <summary>At its end.</summary>
    public FileStream Stream { get; }

    /// <summary>The files that are listed in full.</summary>
    public HashSet<string> Known { get; } = [];

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();

    // The bytes of the files that are listed in full; the lines of a file lie behind each other.
    long Read(string path)
    {
        long end = 0;
        long at = 0;
        int lines = 0;
        foreach (byte[] line in Lines())
        {
            at += line.Length + 1;
            (string file, int kernels) = Parse(line, path, at);
            if (++lines < kernels)
                continue;
            Known.Add(file);
            (lines, end) = (0, at);
        }
        return end;
    }

    IEnumerable<byte[]> Lines()
    {
        var line = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = Stream.Read(buffer)) > 0;)
        {
            int start = 0;
            for (int end; (end = buffer.AsSpan(start, count - start).IndexOf((byte)'\n')) >= 0; start += end + 1)
            {
                line.Write(buffer, start, end);
                yield return line.ToArray();
                line.SetLength(0);
            }
            line.Write(buffer, start, count - start);
        }
    }

    static (string File, int Kernels) Parse(byte[] line, string path, long at)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return (json.RootElement.GetProperty("path").GetString()!, json.RootElement.GetProperty("kernels").GetInt32());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, "is not what kallsyms scan wrote", path, at - line.Length - 1, e);
        }
    }
}
