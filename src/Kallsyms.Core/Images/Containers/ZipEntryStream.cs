using System.IO.Compression;
using System.IO.Hashing;
using Kallsyms.Files;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>Decompresses a file of a zip archive. At its end, length and checksum are compared with those in the archive's list.</summary>
sealed class ZipEntryStream(ZipArchiveEntry entry) : ReadOnlyStream
{
    readonly Stream _content = Open(entry);
    readonly Crc32 _checksum = new();
    long _length;

    // The platform throws the same exception for damaged headers and for unknown methods; only its message tells which.
    static Stream Open(ZipArchiveEntry entry)
    {
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException e)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"{e.Message.TrimEnd('.')}: unpack it with unzip or 7z x", inner: e);
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = _content.Read(buffer);
        _checksum.Append(buffer[..count]);
        _length += count;
        if (count == 0 && !buffer.IsEmpty)
            Check();
        return count;
    }

    void Check()
    {
        if (_length != entry.Length)
            throw UnpackedBytes.Error($"truncated: {_length} of {entry.Length} bytes");
        uint found = _checksum.GetCurrentHashAsUInt32();
        if (found != entry.Crc32)
            throw UnpackedBytes.Error($"damaged file of a zip archive: crc32 {entry.Crc32:x8} expected, {found:x8} found");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }
}
