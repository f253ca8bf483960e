using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>Writes outputs that appear whole or not at all.</summary>
static class OutputFile
{
    const int BrokenPipe = 32; // EPIPE

    static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Writes a file under an unguessable name in the same directory, then renames it. An existing file's mode and owner are kept if
    /// that is permitted. Devices, pipes and descriptors (/dev/stdout, /dev/fd/N) are written in place.
    /// </summary>
    /// <param name="path">The path of the output.</param>
    /// <param name="write">Writes the bytes.</param>
    /// <param name="cancellation">Ends the wait for the reader of a pipe.</param>
    /// <exception cref="KallsymsException">The file cannot be written, or the existing file is read-only.</exception>
    public static void Write(string path, Action<Stream> write, CancellationToken cancellation = default)
    {
        Destination destination = Destination.Find(path);
        try
        {
            if (destination.IsWrittenInPlace)
            {
                using (destination)
                    WriteInPlace(destination, write, cancellation);
                return;
            }
            using StagedFile file = StagedFile.Write(destination, write);
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !HasNoReader(e))
        {
            throw CannotWrite(path, e);
        }
    }

    /// <summary>Whether the output is a pipe whose reader has seen enough, which is no error to report.</summary>
    internal static bool HasNoReader(Exception error) => error is IOException { HResult: BrokenPipe };

    /// <summary>Refuses an output that cannot be an image, before any work is done for it.</summary>
    /// <exception cref="KallsymsException">The output is a directory, a device or a pipe, or its directory does not exist.</exception>
    internal static void RequireFile(string output)
    {
        using Destination destination = Destination.Find(output);
        if (destination.IsWrittenInPlace)
            throw new KallsymsException(
                ErrorKind.Unreadable, "cannot be written: it is a device or a pipe, and an image needs a regular file", output);
    }

    /// <summary>Writes into a device, a pipe, or a file that is already open.</summary>
    internal static void WriteInPlace(Destination destination, Action<Stream> write, CancellationToken cancellation)
    {
        using SafeFileHandle file = destination.Descriptor is { } number ? Duplicate(number) : OpenInPlace(destination, cancellation);
        using var stream = new FileStream(file, FileAccess.Write);
        write(new BorrowedStream(stream));
        stream.Flush();
        // A stream writes at its own positions; other writers to the descriptor must continue after our bytes.
        if (stream.CanSeek)
            _ = Native.Seek((int)file.DangerousGetHandle(), stream.Position, 0);
    }

    /// <summary>Creates the error for an output that the system refuses.</summary>
    internal static KallsymsException CannotWrite(string output, Exception error) => new(
        ErrorKind.Unreadable,
        error is UnauthorizedAccessException
            ? $"cannot be written: no permission in its directory {Path.GetDirectoryName(Path.GetFullPath(output))}"
            : $"cannot be written: {error.Message}",
        output, inner: error);

    static SafeFileHandle Duplicate(int number)
    {
        int copy = Native.Duplicate(number);
        return copy < 0 ? throw Native.LastError($"/dev/fd/{number}") : new(copy, ownsHandle: true);
    }

    // Opening a pipe for writing would wait for its reader uninterruptibly.
    static SafeFileHandle OpenInPlace(Destination destination, CancellationToken cancellation)
    {
        while (true)
        {
            if (destination.Directory.TryOpenWrite(destination.Name) is { } file)
                return file;
            if (Marshal.GetLastPInvokeError() != Native.NoReader || destination.Existing is not { Kind: FileKind.Fifo })
                throw Native.LastError(destination.Path);
            cancellation.WaitHandle.WaitOne(_interval);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
