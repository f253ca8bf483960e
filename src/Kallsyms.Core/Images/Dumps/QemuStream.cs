using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>
/// A QEMU migration stream, as "migrate exec:cat>FILE" writes it (docs/devel/migration.rst): sections of devices, that of memory first.
/// Numbers are big-endian.
/// </summary>
sealed class QemuStream
{
    const int Page = 4096;
    const int MaxHead = 1 << 16; // before the section of memory
    const int MaxBlocks = 256;
    const long MaxSize = 1L << 48;

    // The first byte of a section; since 2.4, a footer with its number ends it.
    const byte EndOfStream = 0;
    const byte Part = 2;
    const byte End = 3;
    const byte Full = 4;
    const byte Command = 8;
    const byte Footer = 0x7e;
    const int PartHead = 5;
    const int FooterSize = 5;

    [Flags]
    enum Record : ulong
    {
        Zero = 2, Sizes = 4, Page = 8, EndOfSection = 16, SameBlock = 32, Difference = 64, Hook = 128, Packed = 256, Flush = 512,
    }

    readonly ByteSource _file;
    readonly byte[] _buffer = new byte[1 << 20];
    readonly Dictionary<string, long> _sizes = [];
    readonly List<long> _numbers = [];
    readonly List<long> _places = [];
    string _machine = "";
    string _block = "";
    QemuMachine? _known;
    bool _isLast;
    long _bufferStart = -1;
    long _bufferEnd = -1;
    long _at;

    QemuStream(ByteSource file) => _file = file;

    /// <summary>Recognises the format by its first bytes.</summary>
    public static bool Matches(ReadOnlySpan<byte> head) => head.StartsWith("QEVM\0\0\0\u0003"u8);

    /// <summary>Opens the memory; a truncated stream gives what is there.</summary>
    /// <exception cref="KallsymsException">The stream is damaged, or uses something unsupported.</exception>
    public static SparseBytes Open(ByteSource file)
    {
        var stream = new QemuStream(file);
        stream.Read();
        return new PagedBytes(file, Page, CollectionsMarshal.AsSpan(stream._numbers), CollectionsMarshal.AsSpan(stream._places));
    }

    void Read()
    {
        byte[] head = _file.Read(0, Math.Min(_file.Length, MaxHead));
        // The name of the machine, then settings of various lengths.
        if (head.Length > 13 && head[8] == 7 && BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(9)) is var length && length < 256)
            _machine = Encoding.Latin1.GetString(head, 13, Math.Min((int)length, head.Length - 13));
        int name = head.AsSpan().IndexOf("\u0003ram\0\0\0\0"u8);
        if (name < 5 || head[name - 5] != 1)
            throw Error("has no memory: the section \"ram\" is missing", 8);
        uint section = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(name - 4));
        _at = name + 12; // length and name, instance, version
        while (ReadRecords() && !_isLast && NextPart(section))
        {
        }
        if (_numbers.Count == 0 && _sizes.Count > 0)
        {
            throw Error($"it is not known where the machine {_machine} has its memory ({string.Join(", ", _sizes.Keys)}): load it"
                + " into QEMU (-incoming) and write the memory with dump-guest-memory", 8);
        }
    }

    // Reads to the end of a section; false if the stream is truncated.
    bool ReadRecords()
    {
        while (Has(8))
        {
            ulong word = U64();
            var record = (Record)(word & (Page - 1));
            long offset = (long)(word & ~(ulong)(Page - 1));
            if (record == Record.EndOfSection)
                return true;
            if (record == Record.Sizes)
            {
                if (!ReadSizes(offset))
                    return false;
            }
            else if ((record & ~Record.SameBlock) is Record.Zero or Record.Page)
            {
                if (!ReadPage(offset, record))
                    return false;
            }
            else if (record is not (Record.Hook or Record.Flush))
            {
                throw Error((record & (Record.Packed | Record.Difference)) != 0
                    ? "its pages are packed (capability compress or xbzrle), which is not read here: migrate without"
                    : $"damaged, or made with a capability that is not read here (record 0x{(ulong)record:x})", _at - 8);
            }
        }
        return false;
    }

    bool ReadSizes(long total)
    {
        while (total > 0)
        {
            if (!ReadName(out string block) || !Has(8))
                return false;
            long size = (long)U64();
            if (size <= 0 || size > Math.Min(total, MaxSize) || _sizes.Count == MaxBlocks)
                throw Error($"damaged: a block of memory of 0x{size:x} bytes", _at - 8);
            _sizes[block] = size;
            total -= size;
        }
        return true;
    }

    bool ReadPage(long offset, Record record)
    {
        if ((record & Record.SameBlock) == 0)
        {
            if (!ReadName(out _block))
                return false;
            _known = QemuMachine.Find(_block, _machine);
        }
        bool isPage = (record & Record.Page) != 0;
        int length = isPage ? Page : 1;
        if (!Has(length))
            return false;
        long place = isPage ? _at : Byte() == 0 ? -1 : throw Error("a page is filled with something else than zeros", _at - 1);
        if (isPage)
            _at += Page;
        if (_known is not { } machine || !_sizes.TryGetValue(_block, out long size))
            return true; // video memory, firmware
        if (offset < 0 || offset >= size)
            throw Error($"damaged: a page at 0x{offset:x} of 0x{size:x} bytes", _at);
        if (offset >= machine.KnownBelow)
        {
            throw Error($"where memory above {machine.KnownBelow >> 20} MiB lies is different in each version of QEMU: load it into QEMU"
                + " (-incoming) and write the memory with dump-guest-memory", _at);
        }
        if (_numbers.Count == PagedBytes.MaxPages)
            throw Error("has more than 64 GiB of pages", _at);
        _numbers.Add(machine.Address(offset, size) / Page);
        _places.Add(place);
        return true;
    }

    bool ReadName(out string name)
    {
        name = "";
        if (!Has(1) || Byte() is var length && !Has(length))
            return false;
        name = Encoding.Latin1.GetString(Bytes(length));
        return true;
    }

    // Goes to the next section of memory; false if there is none, or the stream is truncated.
    bool NextPart(uint section)
    {
        bool hasFooters = Has(1) && Peek(1)[0] == Footer;
        while (Has(1))
        {
            if (IsPart(_at, section))
            {
                _isLast = Peek(1)[0] == End;
                _at += PartHead;
                return true;
            }
            switch (Peek(1)[0])
            {
                case Footer:
                    _at += FooterSize;
                    break;
                case Command when Has(5):
                    _at += 3; // with its number
                    _at += 2 + BinaryPrimitives.ReadUInt16BigEndian(Peek(2));
                    break;
                case EndOfStream or Full:
                    return false; // devices that send everything at once come last
                default:
                    if (!SkipTo(section, hasFooters))
                        return false;
                    break;
            }
        }
        return false;
    }

    // Sections of other devices do not state their lengths, and may contain any bytes. A footer followed by memory ends one.
    bool SkipTo(uint section, bool hasFooters)
    {
        int before = hasFooters ? FooterSize : 0;
        while (Has(before + PartHead + 8))
        {
            Peek(before + PartHead + 8);
            ReadOnlySpan<byte> next = _buffer.AsSpan((int)(_at - _bufferStart), (int)(_bufferEnd - _at));
            int skip = hasFooters ? next.IndexOf(Footer) : next.IndexOfAny(Part, End);
            _at += skip < 0 ? next.Length : skip;
            if (skip < 0)
                continue;
            if (IsPart(_at + before, section))
            {
                _at += before;
                return true;
            }
            _at++;
        }
        return false;
    }

    bool IsPart(long at, uint section)
    {
        if (_file.Length - at < PartHead + 8)
            return false;
        (long here, _at) = (_at, at);
        ReadOnlySpan<byte> head = Peek(PartHead + 8);
        _at = here;
        return head[0] is Part or End && BinaryPrimitives.ReadUInt32BigEndian(head[1..]) == section
            && IsStart((Record)(BinaryPrimitives.ReadUInt64BigEndian(head[PartHead..]) & (Page - 1)));
    }

    static bool IsStart(Record record) =>
        (record & ~Record.SameBlock) is Record.Zero or Record.Page or Record.EndOfSection or Record.Flush;

    bool Has(int count) => _file.Length - _at >= count;

    byte Byte() => Bytes(1)[0];

    uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Bytes(8));

    ReadOnlySpan<byte> Bytes(int count)
    {
        ReadOnlySpan<byte> bytes = Peek(count);
        _at += count;
        return bytes;
    }

    // Pages are skipped: only what is between them is read.
    ReadOnlySpan<byte> Peek(int count)
    {
        if (_at < _bufferStart || _at + count > _bufferEnd)
        {
            _bufferStart = _at;
            int length = (int)Math.Min(_buffer.Length, _file.Length - _at);
            _file.Read(_at, _buffer.AsSpan(0, length));
            _bufferEnd = _at + length;
        }
        return _buffer.AsSpan((int)(_at - _bufferStart), count);
    }

    KallsymsException Error(string what, long at) => new(ErrorKind.Unreadable, $"a migration stream of QEMU: {what}", _file.Name, at);
}
