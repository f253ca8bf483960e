using System.Buffers.Binary;

namespace Kallsyms.Unpacking;

/// <summary>The header of a gzip member (RFC 1952, 2.3).</summary>
static class GzipHeader
{
    /// <summary>The number of bytes that every header has.</summary>
    public const int Size = 10;

    /// <summary>The start of every header: the magic, and deflate, the only method there is.</summary>
    public static ReadOnlySpan<byte> Magic => [0x1f, 0x8b, 8];

    [Flags]
    enum Parts : byte
    {
        HeaderChecksum = 2,
        ExtraField = 4,
        Name = 8,
        Comment = 16,
    }

    /// <summary>Skips a header; returns false if the stream ends within it. The caller has checked the magic.</summary>
    public static bool Skip(Stream packed)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (packed.ReadAtLeast(bytes, Size, throwOnEndOfStream: false) < Size)
            return false;
        var parts = (Parts)bytes[3];
        return ((parts & Parts.ExtraField) == 0 || SkipExtraField(packed))
            && ((parts & Parts.Name) == 0 || SkipText(packed))
            && ((parts & Parts.Comment) == 0 || SkipText(packed))
            && ((parts & Parts.HeaderChecksum) == 0 || SkipBytes(packed, sizeof(ushort)));
    }

    static bool SkipExtraField(Stream packed)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        return packed.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length
            && SkipBytes(packed, BinaryPrimitives.ReadUInt16LittleEndian(length));
    }

    static bool SkipText(Stream packed)
    {
        int value;
        do
            value = packed.ReadByte();
        while (value > 0);
        return value == 0;
    }

    static bool SkipBytes(Stream packed, int count)
    {
        while (count > 0 && packed.ReadByte() >= 0)
            count--;
        return count == 0;
    }
}
