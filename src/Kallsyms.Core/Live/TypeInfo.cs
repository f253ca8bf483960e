using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images.Layers;

namespace Kallsyms.Live;

/// <summary>
/// The layouts of a kernel's structures, from the type information that it carries for BPF (Documentation/bpf/btf.rst). Only structures
/// and what their members need are kept.
/// </summary>
sealed class TypeInfo
{
    const int HeaderSize = 24;
    const int MaxSize = 64 << 20;
    const int MaxDepth = 8;

    enum Kind
    {
        Int = 1, Array = 3, Struct, Union, Enum, FunctionPrototype = 13, Variable, DataSection, DeclarationTag = 17, Enum64 = 19,
    }

    readonly byte[] _types;
    readonly byte[] _strings;
    readonly ElfFormat _format;
    readonly List<int> _offsets = [0]; // of each type, by its number; 0 is void

    TypeInfo(byte[] types, byte[] strings, ElfFormat format)
    {
        (_types, _strings, _format) = (types, strings, format);
        for (int at = 0; at + 12 <= types.Length; at += 12 + Tail(at))
            _offsets.Add(at);
    }

    /// <summary>
    /// The type information in a kernel's own bytes, the largest; null: it has none, or the dump does not have all of its pages.
    /// </summary>
    public static TypeInfo? Find(ImageBytes memory, (long Start, long End) own, ElfFormat format)
    {
        var magic = new byte[8];
        format.PutU16(magic, 0, 0xeb9f);
        magic[2] = 1; // version
        format.PutU32(magic, 4, HeaderSize);
        (byte[] Types, byte[] Strings)? best = null;
        for (long at = own.Start; memory.Find(magic, at, own.End) is long found; at = found + 8)
        {
            if (Read(memory, found, format) is { } parts && parts.Types.Length > (best?.Types.Length ?? 0))
                best = parts;
        }
        return best is var (types, strings) ? new(types, strings, format) : null;
    }

    /// <summary>Reads type information.</summary>
    /// <exception cref="KallsymsException">It is damaged.</exception>
    public static TypeInfo Parse(byte[] bytes, ElfFormat format) =>
        Read(ImageBytes.FromMemory(bytes, "types"), 0, format) is var (types, strings)
        ? new(types, strings, format) : throw new KallsymsException(ErrorKind.Unreadable, "damaged type information");

    static (byte[] Types, byte[] Strings)? Read(ImageBytes memory, long at, ElfFormat format)
    {
        if (memory.Length - at < HeaderSize)
            return null;
        byte[] header = memory.Source.Read(at, HeaderSize);
        (long types, uint typeLength) = (at + HeaderSize + format.U32(header, 8), format.U32(header, 12));
        (long strings, uint stringLength) = (at + HeaderSize + format.U32(header, 16), format.U32(header, 20));
        if (typeLength > MaxSize || stringLength > MaxSize || types + typeLength > memory.Length || strings + stringLength > memory.Length
            || !memory.IsKnown(types, typeLength) || !memory.IsKnown(strings, stringLength))
        {
            return null;
        }
        return (memory.Source.Read(types, typeLength), memory.Source.Read(strings, stringLength));
    }

    /// <summary>Size of a structure in bytes; null: there is none of that name.</summary>
    public int? SizeOf(string structure) => Find(structure) is int at ? (int)_format.U32(_types, at + 8) : null;

    /// <summary>Offset of a member in bytes, also one of a nameless structure within; null: there is none.</summary>
    public int? OffsetOf(string structure, string member) =>
        Find(structure) is int at ? OffsetOf(at, Encoding.ASCII.GetBytes(member), 0, []) : null;

    // Damaged types may hold each other, many times; what has no such member the first time has none the next time.
    int? OffsetOf(int at, byte[] member, int depth, HashSet<int> searched)
    {
        if (depth == MaxDepth || !searched.Add(at))
            return null;
        uint info = _format.U32(_types, at + 4);
        for (int i = 0; i < (int)(info & 0xffff); i++)
        {
            int each = at + 12 + i * 12;
            if (each + 12 > _types.Length)
                return null;
            uint bits = _format.U32(_types, each + 8) & ((info >> 31) != 0 ? 0xffffffu : uint.MaxValue);
            ReadOnlySpan<byte> name = Name(each);
            if (name.SequenceEqual(member))
                return (int)(bits / 8);
            if (name.Length == 0 && Structure(_format.U32(_types, each + 4)) is int inner
                && OffsetOf(inner, member, depth + 1, searched) is int offset)
            {
                return (int)(bits / 8) + offset;
            }
        }
        return null;
    }

    int? Find(string structure)
    {
        byte[] name = Encoding.ASCII.GetBytes(structure);
        foreach (int at in _offsets.Skip(1))
        {
            if (KindOf(at) == Kind.Struct && Name(at).SequenceEqual(name))
                return at;
        }
        return null;
    }

    int? Structure(uint type) => type > 0 && type < _offsets.Count && KindOf(_offsets[(int)type]) is Kind.Struct or Kind.Union
        ? _offsets[(int)type] : null;

    Kind KindOf(int at) => (Kind)(_format.U32(_types, at + 4) >> 24 & 0x1f);

    ReadOnlySpan<byte> Name(int at)
    {
        uint offset = _format.U32(_types, at);
        if (offset >= _strings.Length)
            return [];
        ReadOnlySpan<byte> rest = _strings.AsSpan((int)offset);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    // What follows the common part of a type.
    int Tail(int at)
    {
        int count = (int)(_format.U32(_types, at + 4) & 0xffff);
        return KindOf(at) switch
        {
            Kind.Int or Kind.Variable or Kind.DeclarationTag => 4,
            Kind.Array => 12,
            Kind.Struct or Kind.Union or Kind.DataSection or Kind.Enum64 => count * 12,
            Kind.Enum or Kind.FunctionPrototype => count * 8,
            _ => 0,
        };
    }
}
