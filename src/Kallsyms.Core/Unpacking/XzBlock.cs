using System.Buffers.Binary;
using Kallsyms.Digests;
using Kallsyms.Files;
using SharpCompress.Compressors.LZMA;

namespace Kallsyms.Unpacking;

/// <summary>
/// Decompresses a block of an .xz file (xz-file-format.txt, 3): LZMA2, which the package decodes, branch filters, and a check over the
/// result.
/// </summary>
sealed class XzBlock : ReadOnlyStream
{
    const ulong Lzma2 = 0x21;

    // By default, xz makes dictionaries of at most 64 MiB.
    const long MaxDictionary = 1 << 30;

    readonly XzInput _input;
    readonly long _start;
    readonly int _checkKind;
    readonly XzCheck _check;
    readonly long? _packedSize;
    readonly long? _expectedSize;
    readonly long _dataStart;
    readonly Stream _content;
    bool _ended;

    /// <summary>Reads the header of a block after its first byte.</summary>
    /// <param name="input">The input, positioned after that byte.</param>
    /// <param name="size">Its first byte.</param>
    /// <param name="checkKind">The number of the check that follows it.</param>
    /// <param name="most">The maximum number of bytes wanted from it.</param>
    /// <exception cref="InvalidDataException">The block is damaged, or uses something unsupported.</exception>
    public XzBlock(XzInput input, int size, int checkKind, long most)
    {
        (_input, _start, _checkKind, _check) = (input, input.Position - 1, checkKind, new(checkKind));
        var header = new byte[(size + 1) * 4];
        header[0] = (byte)size;
        input.ReadExactly(header.AsSpan(1));
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan()[^4..]);
        if (Crc32.OfZip(header.AsSpan()[..^4]) is var found && found != expected)
            throw new InvalidDataException($"damaged xz block header at 0x{_start:x}: crc32 {expected:x8} expected, {found:x8} found");
        var fields = new Fields(header.AsMemory()[2..^4], _start);
        if ((header[1] & 0x40) != 0)
            _packedSize = (long)fields.Number();
        if ((header[1] & 0x80) != 0)
            _expectedSize = (long)fields.Number();
        _dataStart = input.Position;
        _content = Open(fields, header[1] & 3, Math.Min(most, _expectedSize ?? long.MaxValue));
    }

    /// <summary>The number of bytes unpacked so far.</summary>
    public long Size { get; private set; }

    /// <summary>The number of bytes from the header to the check, without padding; known at its end.</summary>
    public long UnpaddedSize { get; private set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
            return 0;
        int count = _content.Read(buffer);
        Size += count;
        _check.Append(buffer[..count]);
        if (count == 0)
            End();
        return count;
    }

    // Filters are numbered in the order of compression, so the last one, LZMA2, is undone first.
    Stream Open(Fields fields, int last, long most)
    {
        var filters = new Stack<(BranchFilter Filter, uint Start)>();
        for (int i = 0; i <= last; i++)
        {
            ulong id = fields.Number();
            ReadOnlySpan<byte> properties = fields.Bytes(fields.Number());
            if (id == Lzma2)
            {
                if (i < last || properties.Length != 1 || properties[0] > 40)
                    throw fields.Damaged();
                Stream content = OpenLzma2(properties[0], most);
                foreach ((BranchFilter filter, uint start) in filters)
                    content = new FilteredStream(content, filter, start);
                return content;
            }
            filters.Push((
                BranchFilters.Create(id) ?? throw new InvalidDataException($"xz filter 0x{id:x} is not supported"),
                properties.Length switch
                {
                    0 => 0,
                    4 => BinaryPrimitives.ReadUInt32LittleEndian(properties),
                    _ => throw fields.Damaged(),
                }));
        }
        throw fields.Damaged();
    }

    LzmaStream OpenLzma2(int dictionary, long most)
    {
        // A dictionary larger than the output is useless.
        while (dictionary > 0 && DictionarySize(dictionary - 1) >= most)
            dictionary--;
        if (DictionarySize(dictionary) > MaxDictionary)
        {
            throw new InvalidDataException(
                $"an xz dictionary of {DictionarySize(dictionary)} bytes, more than {MaxDictionary} are not taken");
        }
        return LzmaStream.Create([(byte)dictionary], _input, -1, -1, null, isLzma2: true, leaveOpen: true);
    }

    // Sizes increase as 2^12, 1.5 * 2^12, 2^13 ...
    static long DictionarySize(int bits) => (2L | (long)(bits & 1)) << (bits / 2 + 11);

    void End()
    {
        _ended = true;
        long packed = _input.Position - _dataStart;
        if (packed != (_packedSize ?? packed) || Size != (_expectedSize ?? Size))
            throw new InvalidDataException($"damaged xz block at 0x{_start:x}: its sizes are not those of its header");
        UnpaddedSize = _input.Position - _start + XzCheck.SizeOf(_checkKind);
        for (long padding = -packed & 3; padding > 0; padding--)
            _input.ReadByte();
        var expected = new byte[XzCheck.SizeOf(_checkKind)];
        _input.ReadExactly(expected);
        if (_check.Finish() is { } found && !found.AsSpan().SequenceEqual(expected))
        {
            throw new InvalidDataException($"damaged xz block at 0x{_start:x}: {XzCheck.NameOf(_checkKind)} "
                + $"{Convert.ToHexStringLower(expected)} expected, {Convert.ToHexStringLower(found)} found");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _check.Dispose();
        }
        base.Dispose(disposing);
    }

    sealed class Fields(ReadOnlyMemory<byte> bytes, long start)
    {
        int _at;

        public ulong Number()
        {
            ulong value = 0;
            for (int shift = 0; shift < 63; shift += 7)
            {
                byte next = Bytes(1)[0];
                value |= (ulong)(next & 0x7f) << shift;
                if ((next & 0x80) == 0)
                    return value;
            }
            throw Damaged();
        }

        public ReadOnlySpan<byte> Bytes(ulong count)
        {
            if (count > (ulong)(bytes.Length - _at))
                throw Damaged();
            _at += (int)count;
            return bytes.Span.Slice(_at - (int)count, (int)count);
        }

        public InvalidDataException Damaged() => new($"damaged xz block header at 0x{start:x}");
    }
}
