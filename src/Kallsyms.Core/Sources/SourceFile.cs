using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Sources;

/// <summary>
/// Opens inputs for random access. How a file is read depends on its type, never on its name: a regular file in place; pipes, devices
/// and files in /proc, which report no length, through a copy.
/// </summary>
static class SourceFile
{
    /// <summary>Opens a file of any kind.</summary>
    /// <exception cref="KallsymsException">The file cannot be read, or is a stream that is too long or cannot be copied.</exception>
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

    /// <summary>Takes ownership of an open file, starting at its current position.</summary>
    /// <param name="file">The file, which the source closes.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="KallsymsException">The file is a stream that is too long or cannot be copied.</exception>
    public static ByteSource Open(SafeFileHandle file, string name)
    {
        // Without a buffer, the stream does not advance the file.
        var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        long at = stream.CanSeek ? stream.Position : 0;
        if (stream.CanSeek && stream.Length > at)
            return ByteSource.FromHandle(file, name, at, stream.Length - at);
        using (stream)
            return Spool.Copy(stream, name);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, which is left open.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="cancellation">Cancels between two reads.</param>
    /// <exception cref="KallsymsException">The stream cannot be read, is too long, or cannot be copied.</exception>
    public static ByteSource Copy(Stream stream, string name, CancellationToken cancellation = default) =>
        Spool.Copy(stream, name, cancellation: cancellation);
}
