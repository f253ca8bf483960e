using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Btf;

/// <summary>
/// The types of a kernel, from the information it carries for BPF (Documentation/bpf/btf.rst): a header, types of various lengths that
/// refer to each other by number, and strings.
/// </summary>
/// <remarks>References that lead nowhere give void, without a name and zero: readers need no checks, and damage does no harm.</remarks>
sealed class BtfTypes
{
    /// <summary>The number of successive references after which a cycle is assumed.</summary>
    public const int MaxChain = 64;

    const int HeaderSize = 24;
    const int MaxSize = 64 << 20;
    const int MaxDepth = 8;
    const int MaxName = 4096; // kernels' names have up to 512 bytes; damaged ones overlap

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

    /// <summary>All strings, each followed by a zero; the first is empty.</summary>
    public byte[] Strings { get; }

    /// <summary>The number of types, including void.</summary>
    public int Count => _offsets.Count;

    /// <summary>Whether enumerations say whether their values are signed: every kernel that does so has a signed one.</summary>
    public bool EnumsTellSigns { get; }

    /// <summary>Returns a type by its number; void if there is none.</summary>
    public BtfType this[int id] => new(this, id > 0 && id < _offsets.Count ? id : 0);

    /// <summary>Returns the start of type information in a byte order.</summary>
    public static byte[] Magic(ElfFormat format)
    {
        var magic = new byte[8];
        format.PutU16(magic, 0, 0xeb9f);
        magic[2] = 1; // version
        format.PutU32(magic, 4, HeaderSize);
        return magic;
    }

    /// <summary>Reads type information; returns null if it is truncated or damaged.</summary>
    /// <param name="read">Returns the bytes of a range, counted from its first byte, or null if they are unavailable.</param>
    /// <param name="format">The byte order.</param>
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

    /// <summary>Returns the struct of a name, or void.</summary>
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

    /// <summary>Returns the size of a struct in bytes; null if there is none of that name.</summary>
    public int? SizeOf(string structure) => Structure(structure) is { Id: not 0 } type ? (int)type.Size : null;

    /// <summary>Returns the offset of a member in bytes, including members of nested anonymous structs; null if there is none.</summary>
    public int? OffsetOf(string structure, string member) =>
        OffsetOf(Structure(structure), Encoding.UTF8.GetBytes(member), 0, []);

    /// <summary>Returns a string without its zero; empty if it is longer than any name.</summary>
    public ReadOnlySpan<byte> String(uint offset)
    {
        if (offset >= Strings.Length)
            return [];
        ReadOnlySpan<byte> rest = Strings.AsSpan((int)offset);
        return rest[..Math.Max(0, rest[..Math.Min(rest.Length, MaxName + 1)].IndexOf((byte)0))];
    }

    /// <summary>Returns a 32-bit number in a type; 0 outside of the types.</summary>
    public uint Word(int id, int offset)
    {
        int at = _offsets[id] + offset;
        return _offsets[id] >= 0 && at + 4 <= _types.Length ? _format.U32(_types, at) : 0;
    }

    // Damaged types may contain each other many times; a type searched once without success need not be searched again.
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

    // The length of what follows the common part of a type.
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
