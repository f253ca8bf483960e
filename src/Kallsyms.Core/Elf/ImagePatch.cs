using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Elf;

/// <summary>Bytes to replace in a file without changing its length.</summary>
sealed class ImagePatch
{
    readonly List<(long Offset, ReadOnlyMemory<byte> Bytes)> _writes = [];

    /// <summary>Replaces the bytes at <paramref name="offset"/>, taking ownership of the array.</summary>
    public void Put(long offset, ReadOnlyMemory<byte> bytes) => _writes.Add((offset, bytes));

    /// <summary>Writes everything to the file.</summary>
    /// <exception cref="KallsymsException">A range lies outside of the file, or writing fails.</exception>
    public void Apply(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
            long length = RandomAccess.GetLength(file);
            foreach ((long offset, ReadOnlyMemory<byte> bytes) in _writes)
            {
                if (offset < 0 || offset > length - bytes.Length)
                    throw new KallsymsException(
                        ErrorKind.Unreadable, $"0x{bytes.Length:x} bytes to patch, the file ends at 0x{length:x}", path, offset);
                RandomAccess.Write(file, bytes.Span, offset);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be patched: {e.Message}", path, inner: e);
        }
    }
}
