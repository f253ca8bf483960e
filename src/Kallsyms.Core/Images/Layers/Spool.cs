using Kallsyms.Elf;
using Kallsyms.Files;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Images.Layers;

/// <summary>
/// Copies streams: into memory while they are small, then into an unnamed file in the directory for temporary files ($TMPDIR). Memory
/// stays bounded however long a stream is, and nothing is left behind however the process ends.
/// </summary>
static class Spool
{
    /// <summary>The number of bytes kept in memory. Lists of symbols and most packed kernels are smaller.</summary>
    internal const int MaxInMemory = 32 << 20;

    /// <summary>Longer streams are refused, before an endless one fills the disk.</summary>
    internal const long MaxLength = 8L << 30;

    const int Chunk = 1 << 20;

    /// <summary>Copies a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="most">Its maximum length in bytes.</param>
    /// <param name="cancellation">Cancels the copy.</param>
    /// <exception cref="KallsymsException">The stream cannot be read, is longer, or cannot be stored.</exception>
    public static ByteSource Copy(Stream stream, string name, long most = MaxLength, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        var head = new MemoryStream();
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Chunk);
        SafeFileHandle? file = null;
        try
        {
            long length = 0;
            for (int count; (count = ReadChunk(stream, buffer, name)) > 0; length += count)
            {
                cancellation.ThrowIfCancellationRequested();
                if (length + count > most)
                {
                    throw new KallsymsException(
                        ErrorKind.Unreadable, $"more than {most} bytes on a stream: store them in a file first", name);
                }
                if (file is null && length + count <= MaxInMemory)
                {
                    head.Write(buffer, 0, count);
                    continue;
                }
                file ??= Start(head, name);
                Append(file, buffer.AsSpan(0, count), length, name);
            }
            if (file is null)
                return ByteSource.FromMemory(head.GetBuffer().AsMemory(0, (int)head.Length), name);
            RandomAccess.SetLength(file, length); // it may end with zeros, which were not written
            return ByteSource.FromHandle(file, name, 0, length);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    // As much as is available, up to a chunk, since pipes give less at a time.
    static int ReadChunk(Stream stream, byte[] buffer, string name)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (IOException e)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be read: {e.Message}", name, inner: e);
        }
    }

    static SafeFileHandle Start(MemoryStream head, string name)
    {
        SafeFileHandle file = Create(name);
        for (int at = 0; at < head.Length; at += Chunk)
            Append(file, head.GetBuffer().AsSpan(at, (int)Math.Min(Chunk, head.Length - at)), at, name);
        head.SetLength(0);
        head.Capacity = 0;
        return file;
    }

    // Zeros become a hole: memory dumps are full of them.
    static void Append(SafeFileHandle file, ReadOnlySpan<byte> bytes, long at, string name)
    {
        if (bytes.IndexOfAnyExcept((byte)0) < 0)
            return;
        try
        {
            RandomAccess.Write(file, bytes, at);
        }
        catch (IOException e)
        {
            throw Failed(name, e.Message, e);
        }
    }

    static SafeFileHandle Create(string name)
    {
        try
        {
            return OperatingSystem.IsLinux() ? CreateUnnamed() : CreateDeleted();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(name, e.Message, e);
        }
    }

    static SafeFileHandle CreateUnnamed()
    {
        using DirectoryHandle directory = DirectoryHandle.Open(Path.GetTempPath());
        if (directory.TryCreateUnnamed() is { } unnamed)
            return unnamed;
        (string temporary, SafeFileHandle file) = directory.CreateUnique("kallsyms-");
        directory.Remove(temporary);
        return file;
    }

    static SafeFileHandle CreateDeleted() => File.OpenHandle(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
        FileOptions.DeleteOnClose);

    static KallsymsException Failed(string name, string reason, Exception? inner = null) => new(
        ErrorKind.Unreadable, $"a copy of the stream cannot be kept in {Path.GetTempPath()} ($TMPDIR): {reason}", name, inner: inner);
}
