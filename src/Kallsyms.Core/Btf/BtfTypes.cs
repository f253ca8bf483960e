using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Btf;

/// <summary>
/// The types of a kernel, from the information that it carries for BPF (Documentation/bpf/btf.rst): a header, types of different lengths
/// that refer to each other by number, and strings.
/// </summary>
/// <remarks>What points nowhere is void, without a name and zero: readers need no checks, and damage does no harm.</remarks>
sealed class BtfTypes
{
    /// <summary>Types that refer to each other in a row before something is a circle.</summary>
    public const int MaxChain = 64;

    const int HeaderSize = 24;
    const int MaxSize = 64 << 20;
    const int MaxDepth = 8;
    const int MaxName = 4096; // kernels' have up to 512 bytes; damaged ones lie within each other

    readonly byte[] _types;
    readonly ElfFormat _format;
    readonly List<int> _offsets = [-1]; // of each type, by its number; 0 is void

    Dictionary<string, int>? _structures;

    BtfTypes(byte[] types, byte[] strings, ElfFormat format)
    {
        (_types, Strings, _format) = (types, strings, format);
        for (int at = 0; at + 12 <= types.Length; at += 12 + Tail(at))
            _offsets.Add(at);
        EnumsTellSigns = Enumerable.Range(1, Count - 1)
            .Any(id => this[id] is { Kind: BtfKind.Enum64 } or { Kind: BtfKind.Enum, Flag: true });
    }

    /// <summary>All strings, each with a zero behind it; the first is empty.</summary>
    public byte[] Strings { get; }

    /// <summary>How many types there are, with void.</summary>
    public int Count => _offsets.Count;

    /// <summary>Enumerations say whether their values are signed: no kernel that does so is without one that is.</summary>
    public bool EnumsTellSigns { get; }

    /// <summary>A type by its number; void, if there is none.</summary>
    public BtfType this[int id] => new(this, id > 0 && id < _offsets.Count ? id : 0);

    /// <summary>What type information starts with in a byte order.</summary>
    public static byte[] Magic(ElfFormat format)
    {
        var magic = new byte[8];
        format.PutU16(magic, 0, 0xeb9f);
        magic[2] = 1; // version
        format.PutU32(magic, 4, HeaderSize);
        return magic;
    }

    /// <summary>Reads type information; null: it is cut off or damaged.</summary>
    /// <param name="read">Gives the bytes of a range, counted from its first byte; null: they are not there.</param>
    /// <param name="format">Byte order.</param>
    public static BtfTypes? Read(Func<long, long, byte[]?> read, ElfFormat format)
    {
        if (read(0, HeaderSize) is not { } header || !header.AsSpan().StartsWith(Magic(format)))
            return null;
        (uint types, uint typeLength) = (format.U32(header, 8), format.U32(header, 12));
        (uint strings, uint stringLength) = (format.U32(header, 16), format.U32(header, 20));
        if (typeLength > MaxSize || stringLength is 0 or > MaxSize)
            return null;
        return read(HeaderSize + (long)types, typeLength) is { } typeBytes
            && read(HeaderSize + (long)strings, stringLength) is [.., 0] stringBytes
            ? new(typeBytes, stringBytes, format) : null;
    }

    /// <summary>The struct of a name, or void.</summary>
    public BtfType Structure(string name)
    {
        if (_structures is null)
        {
            _structures = [];
            for (int id = 1; id < Count; id++)
            {
                if (this[id] is { Kind: BtfKind.Struct, NameOffset: not 0 } type)
                    _structures.TryAdd(Encoding.UTF8.GetString(type.Name), id);
            }
        }
        return this[_structures.GetValueOrDefault(name)];
    }

    /// <summary>Size of a struct in bytes; null: there is none of that name.</summary>
    public int? SizeOf(string structure) => Structure(structure) is { Id: not 0 } type ? (int)type.Size : null;

    /// <summary>Offset of a member in bytes, also one of a nameless structure within; null: there is none.</summary>
    public int? OffsetOf(string structure, string member) =>
        OffsetOf(Structure(structure), Encoding.UTF8.GetBytes(member), 0, []);

    /// <summary>A string without its zero; none, where it is longer than any name.</summary>
    public ReadOnlySpan<byte> String(uint offset)
    {
        if (offset >= Strings.Length)
            return [];
        ReadOnlySpan<byte> rest = Strings.AsSpan((int)offset);
        return rest[..Math.Max(0, rest[..Math.Min(rest.Length, MaxName + 1)].IndexOf((byte)0))];
    }

    /// <summary>A number of 32 bits in a type; 0 outside of the types.</summary>
    public uint Word(int id, int offset)
    {
        int at = _offsets[id] + offset;
        return _offsets[id] >= 0 && at + 4 <= _types.Length ? _format.U32(_types, at) : 0;
    }

    // Damaged types may hold each other, many times; what has no such member the first time has none the next time.
    static int? OffsetOf(BtfType type, byte[] name, int depth, HashSet<int> searched)
    {
        if (type.Kind is not (BtfKind.Struct or BtfKind.Union) || depth == MaxDepth || !searched.Add(type.Id))
            return null;
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = type.Member(i);
            if (member.NameOffset != 0 && type.Types.String(member.NameOffset).SequenceEqual(name))
                return (int)(member.Bit / 8);
            if (member.NameOffset == 0 && OffsetOf(member.Type, name, depth + 1, searched) is int offset)
                return (int)(member.Bit / 8) + offset;
        }
        return null;
    }

    // What follows the common part of a type.
    int Tail(int at)
    {
        uint info = _format.U32(_types, at + 4);
        int count = (int)(info & 0xffff);
        return (BtfKind)(info >> 24 & 0x1f) switch
        {
            BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
            BtfKind.Array => 12,
            BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => count * 12,
            BtfKind.Enum or BtfKind.FunctionPrototype => count * 8,
            _ => 0,
        };
    }
}
