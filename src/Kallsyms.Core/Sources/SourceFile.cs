using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Sources;

/// <summary>
/// Opens inputs for readers that jump about in them. What a file is decides how it is read, never its name: a regular file in place,
/// pipes, devices and files of /proc, which tell no length, by way of a copy.
/// </summary>
static class SourceFile
{
    /// <summary>Opens a file of any kind.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or it is a stream that is too long or cannot be copied.</exception>
    public static ByteSource Open(string path) => InputFile.Read(path, static path =>
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return Open(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    });

    /// <summary>Takes an open file over, from where it stands on.</summary>
    /// <param name="file">The file; the source closes it.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="KallsymsException">It is a stream that is too long or cannot be copied.</exception>
    public static ByteSource Open(SafeFileHandle file, string name)
    {
        // Without a buffer the stream does not move the file on.
        var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        long at = stream.CanSeek ? stream.Position : 0;
        if (stream.CanSeek && stream.Length > at)
            return ByteSource.FromHandle(file, name, at, stream.Length - at);
        using (stream)
            return Spool.Copy(stream, name);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, which is left open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellation">Ends it between two reads.</param>
    /// <exception cref="KallsymsException">It cannot be read, is too long, or cannot be copied.</exception>
    public static ByteSource Copy(Stream stream, string name, CancellationToken cancellation = default) =>
        Spool.Copy(stream, name, cancellation: cancellation);
}
