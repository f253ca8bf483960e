using System.Buffers.Binary;
using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// A dump as makedumpfile -F writes it to a pipe: pieces of a file, each with its offset in it, in the order of writing
/// (makedumpfile(8); numbers are big-endian).
/// </summary>
static class FlattenedDump
{
    const int HeaderSize = 4096;
    const int PieceHeaderSize = 16; // offset and length
    const int MaxPieces = 1 << 22;

    /// <summary>Recognises the format by its first bytes.</summary>
    public static bool Matches(ReadOnlySpan<byte> head) =>
        head.StartsWith("makedumpfile\0\0\0\0"u8) && BinaryPrimitives.ReadUInt64BigEndian(head[16..]) == 1;

    /// <summary>Whether the mark is missing that ends it, and so what was written last.</summary>
    public static bool IsCutOff(ByteSource file)
    {
        Span<byte> header = stackalloc byte[PieceHeaderSize];
        long at = HeaderSize;
        for (int pieces = 0; pieces <= MaxPieces && file.Length - at >= PieceHeaderSize; pieces++)
        {
            file.Read(at, header);
            long length = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            if (length is <= 0 or > long.MaxValue / 4) // the mark, or damage
                return false;
            at += PieceHeaderSize + length;
        }
        return file.Length - at < PieceHeaderSize;
    }

    /// <summary>Opens the original file; a truncated dump gives what is there.</summary>
    /// <exception cref="KallsymsException">The dump is damaged.</exception>
    public static SparseBytes Open(ByteSource file)
    {
        var pieces = new List<Extent>();
        Span<byte> header = stackalloc byte[PieceHeaderSize];
        for (long at = HeaderSize; file.Length - at >= PieceHeaderSize;)
        {
            file.Read(at, header);
            long offset = BinaryPrimitives.ReadInt64BigEndian(header);
            long length = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            if (offset == -1 && length == -1)
                break;
            if (offset < 0 || offset > long.MaxValue / 2 || length <= 0 || length > long.MaxValue / 4)
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"damaged: a piece of 0x{length:x} bytes for 0x{offset:x}", file.Name, at);
            if (pieces.Count == MaxPieces)
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"more than {MaxPieces} pieces: put it together with makedumpfile -R", file.Name, at);
            at += PieceHeaderSize;
            pieces.Add(new(offset, Math.Min(length, file.Length - at), at));
            at += length;
        }
        // Headers are rewritten once everything is known, so the last piece counts.
        pieces.Reverse();
        return ExtentBytes.Stored(file, pieces);
    }
}
