using System.Runtime.InteropServices;
using System.Text;
using Kallsyms.Elf;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Images.Layers;

/// <summary>
/// Copies of streams: in memory while they are small, then in a file without a name in the directory for temporary files ($TMPDIR).
/// Memory stays bounded however long a stream is, and nothing is left behind however the process ends.
/// </summary>
static class Spool
{
    /// <summary>What is kept in memory. Lists of symbols and most packed kernels are smaller.</summary>
    internal const int MaxInMemory = 32 << 20;

    /// <summary>Longer streams are refused, before an endless one fills the disk.</summary>
    internal const long MaxLength = 8L << 30;

    const int Chunk = 1 << 20;
    const int CloseOnExec = 0x80000; // O_CLOEXEC

    public static ByteSource Copy(Stream stream, string name, CancellationToken cancellation = default)
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
                if (length + count > MaxLength)
                {
                    throw new KallsymsException(
                        ErrorKind.Unreadable, $"more than {MaxLength} bytes on a stream: store them in a file first", name);
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

    // As much as there is, up to a chunk: pipes give less at a time.
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

    // Zeros become a hole: dumps of memory are full of them.
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
        byte[] path = [.. Encoding.UTF8.GetBytes(Path.Combine(Path.GetTempPath(), "kallsyms-XXXXXX")), 0];
        int descriptor = MakeTemporary(path, CloseOnExec);
        if (descriptor < 0)
            throw Failed(name, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        _ = Unlink(path);
        return new(descriptor, ownsHandle: true);
    }

    static KallsymsException Failed(string name, string reason, Exception? inner = null) => new(
        ErrorKind.Unreadable, $"a copy of the stream cannot be kept in {Path.GetTempPath()} ($TMPDIR): {reason}", name, inner: inner);

    [DllImport("libc", EntryPoint = "mkostemp", SetLastError = true)]
    static extern int MakeTemporary(byte[] template, int flags);

    [DllImport("libc", EntryPoint = "unlink")]
    static extern int Unlink(byte[] path);
}
