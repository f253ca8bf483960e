using System.Text.Json;
using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>A file that a scan appends lines to, with what an earlier scan wrote there.</summary>
sealed class ScanLog : IDisposable
{
    const int LongestLine = 16 << 20;

    static ReadOnlySpan<byte> Head => """{"schema":1,"command":"scan","path":"""u8;

    /// <summary>Opens or creates the file, and removes the lines of a file that was not listed in full.</summary>
    /// <exception cref="KallsymsException">
    /// The file contains something other than lines of a scan, is not writable, or another scan writes it.
    /// </exception>
    public ScanLog(string path)
    {
        try
        {
            Stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be opened: {e.Message}", path, inner: e);
        }
        if (!Stream.CanSeek)
            throw new KallsymsException(ErrorKind.Unreadable, "is no file that can be read again and added to", path);
        if (!Native.LockUnlessHeld(Stream.SafeFileHandle))
            throw new KallsymsException(ErrorKind.Unreadable, "another scan is writing it: give --resume another file", path);
        long end = Read(path);
        if (end < Stream.Length)
            Stream.SetLength(end);
        Stream.Position = end;
    }

    /// <summary>The file, positioned at its end.</summary>
    public FileStream Stream { get; }

    /// <summary>The files that are listed in full.</summary>
    public HashSet<string> Known { get; } = [];

    /// <summary>The number of kernels in these files.</summary>
    public int Kernels { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();

    // Returns the length of the complete part; the lines of a file are consecutive.
    long Read(string path)
    {
        long end = 0;
        long at = 0;
        int lines = 0;
        foreach ((byte[] line, bool isWhole) in Lines())
        {
            // A partial line must be a scan's too, or nothing is removed.
            if (!IsOfScan(line) || line.Length > LongestLine)
                throw Foreign(path, at);
            if (!isWhole)
                break;
            (string file, int kernels) = Parse(line, path, at);
            at += line.Length + 1;
            if (++lines < kernels)
                continue;
            Known.Add(file);
            Kernels += kernels;
            (lines, end) = (0, at);
        }
        return end;
    }

    static bool IsOfScan(ReadOnlySpan<byte> line)
    {
        int length = Math.Min(line.Length, Head.Length);
        return line[..length].SequenceEqual(Head[..length]);
    }

    IEnumerable<(byte[] Line, bool IsWhole)> Lines()
    {
        var line = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = Stream.Read(buffer)) > 0;)
        {
            int start = 0;
            for (int end; (end = buffer.AsSpan(start, count - start).IndexOf((byte)'\n')) >= 0; start += end + 1)
            {
                line.Write(buffer, start, end);
                yield return (line.ToArray(), true);
                line.SetLength(0);
            }
            line.Write(buffer, start, count - start);
            if (line.Length > LongestLine)
                break;
        }
        if (line.Length > 0)
            yield return (line.ToArray(), false);
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
            throw Foreign(path, at, e);
        }
    }

    static KallsymsException Foreign(string path, long at, Exception? inner = null) =>
        new(ErrorKind.Unreadable, "is not what kallsyms scan wrote, and stays as it is: give --resume another file", path, at, inner);
}
