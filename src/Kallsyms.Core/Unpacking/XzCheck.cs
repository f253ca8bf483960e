using System.Buffers.Binary;
using Kallsyms.Digests;

namespace Kallsyms.Unpacking;

/// <summary>
/// The check after a block of an .xz file, over its unpacked bytes (xz-file-format.txt, 2.1.1.2). No other numbers have been assigned.
/// </summary>
sealed class XzCheck(int kind) : IDisposable
{
    const int OfCrc32 = 1;
    const int OfCrc64 = 4;
    const int OfSha256 = 10;

    readonly System.IO.Hashing.Crc32 _crc32 = new();
    readonly Digest? _sha256 = kind == OfSha256 ? Digest.Start(DigestKind.Sha256) : null;
    ulong _crc64 = Crc64.Start;

    /// <summary>Returns the size of a check in bytes, by its number.</summary>
    public static int SizeOf(int kind) => kind == 0 ? 0 : 4 << (kind - 1) / 3;

    /// <summary>Returns the name of a check, or null if the number is not assigned.</summary>
    public static string? NameOf(int kind) => kind switch { OfCrc32 => "crc32", OfCrc64 => "crc64", OfSha256 => "sha256", _ => null };

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (kind == OfCrc32)
            _crc32.Append(bytes);
        else if (kind == OfCrc64)
            _crc64 = Crc64.Append(_crc64, bytes);
        _sha256?.Append(bytes);
    }

    /// <summary>Returns the check as stored in a file; null if its kind is not known.</summary>
    public byte[]? Finish()
    {
        if (kind != OfCrc64)
            return kind == OfCrc32 ? _crc32.GetCurrentHash() : _sha256?.Finish();
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Crc64.Finish(_crc64));
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _sha256?.Dispose();
}
