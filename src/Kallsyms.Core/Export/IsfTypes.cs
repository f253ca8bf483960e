using System.Text;
using System.Text.Json;
using Kallsyms.Btf;

namespace Kallsyms.Export;

/// <summary>Writes the types of a Volatility 3 symbol file.</summary>
sealed class IsfTypes(BtfTypes types, bool is64, bool isBigEndian)
{
    /// <summary>The number of bytes after which a writer is flushed, since files have tens of megabytes.</summary>
    public const int MaxPending = 1 << 20;

    readonly IsfNames _names = new(types);

    // Volatility itself expects C's void under this name.
    const string Void = "void";
    const string Pointer = "pointer";

    /// <summary>Writes base_types, user_types and enums.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("base_types");
        WriteBase(json, Void, 0, Void, isSigned: false);
        WriteBase(json, Pointer, is64 ? 8u : 4u, "int", isSigned: false);
        var written = new HashSet<string> { Void, Pointer };
        foreach (BtfType type in All(BtfKind.Int, BtfKind.Float))
        {
            string name = Text(type.NameOffset);
            if (written.Add(name))
                WriteBase(json, name, type.Size, Kind(type, name), (type.Encoding & 1) != 0 || type.Kind == BtfKind.Float);
        }
        foreach ((uint size, bool isSigned) in All(BtfKind.Enum, BtfKind.Enum64).Select(type => (type.Size, type.IsSigned)).Distinct())
        {
            if (written.Add(EnumBase(size, isSigned)))
                WriteBase(json, EnumBase(size, isSigned), size, "int", isSigned);
        }
        json.WriteEndObject();
        json.WriteStartObject("user_types");
        foreach (BtfType type in All(BtfKind.Struct, BtfKind.Union))
        {
            WriteStructure(json, type);
            if (json.BytesPending > MaxPending)
                json.Flush();
        }
        json.WriteEndObject();
        json.WriteStartObject("enums");
        foreach (BtfType type in All(BtfKind.Enum, BtfKind.Enum64))
            WriteEnum(json, type);
        json.WriteEndObject();
    }

    /// <summary>Writes the description of a type as a property.</summary>
    public void Describe(Utf8JsonWriter json, string property, BtfType type)
    {
        // Types that refer to each other are written nested; an endless chain is malicious.
        int depth = 0;
        json.WritePropertyName(property);
        Describe(json, type.Plain, ref depth);
        for (; depth > 0; depth--)
            json.WriteEndObject();
    }

    void Describe(Utf8JsonWriter json, BtfType type, ref int depth)
    {
        for (bool isInner = true; isInner;)
        {
            if (type.Kind == BtfKind.Forward)
                type = _names.Complete(type);
            json.WriteStartObject();
            isInner = type.Kind is BtfKind.Pointer or BtfKind.Array && depth < BtfTypes.MaxChain;
            depth++;
            switch (type.Kind)
            {
                case BtfKind.Pointer when isInner:
                    json.WriteString("kind", Pointer);
                    break;
                case BtfKind.Array when isInner:
                    json.WriteString("kind", "array");
                    json.WriteNumber("count", type.Length);
                    break;
                case BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64:
                    json.WriteString("kind", Word(type.Kind));
                    json.WriteString("name", _names.Of(type));
                    break;
                case BtfKind.FunctionPrototype or BtfKind.Function:
                    json.WriteString("kind", "function");
                    break;
                default:
                    json.WriteString("kind", "base");
                    json.WriteString("name", type.Kind is BtfKind.Int or BtfKind.Float ? Text(type.NameOffset) : Void);
                    break;
            }
            if (isInner)
                json.WritePropertyName("subtype");
            type = type.Target.Plain;
        }
    }

    void WriteStructure(Utf8JsonWriter json, BtfType type)
    {
        json.WriteStartObject(_names.Of(type));
        json.WriteString("kind", Word(type.Kind));
        json.WriteNumber("size", type.Size);
        json.WriteStartObject("fields");
        var written = new HashSet<string>();
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = type.Member(i);
            bool hasName = member.NameOffset != 0;
            if (!hasName && member.Width != 0 || !written.Add(hasName ? Text(member.NameOffset) : $"unnamed_field_{i:x}"))
                continue; // padding, or damaged
            json.WriteStartObject(hasName ? Text(member.NameOffset) : $"unnamed_field_{i:x}");
            if (member.Width != 0)
                WriteBitField(json, member);
            else
                Describe(json, "type", member.Type);
            if (member.Width == 0)
                json.WriteNumber("offset", member.Bit / 8);
            json.WriteBoolean("anonymous", !hasName);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Bits count from the lowest of their storage unit.
    void WriteBitField(Utf8JsonWriter json, BtfMember member)
    {
        BtfType type = member.Type.Plain;
        uint unit = Math.Clamp(type.Size, 1, 16);
        uint offset = member.Bit / 8 / unit * unit;
        long bit = member.Bit - offset * 8L;
        json.WriteStartObject("type");
        json.WriteString("kind", "bitfield");
        json.WriteNumber("bit_position", isBigEndian ? unit * 8 - bit - member.Width : bit);
        json.WriteNumber("bit_length", member.Width);
        Describe(json, "type", type);
        json.WriteEndObject();
        json.WriteNumber("offset", offset);
    }

    void WriteEnum(Utf8JsonWriter json, BtfType type)
    {
        json.WriteStartObject(_names.Of(type));
        json.WriteNumber("size", type.Size);
        json.WriteString("base", EnumBase(type.Size, type.IsSigned));
        json.WriteStartObject("constants");
        var written = new HashSet<string>();
        for (int i = 0; i < type.Count; i++)
        {
            (uint name, long value) = type.Value(i);
            if (!written.Add(Text(name)))
                continue;
            if (type.IsSigned)
                json.WriteNumber(Text(name), value);
            else
                json.WriteNumber(Text(name), (ulong)value);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    void WriteBase(Utf8JsonWriter json, string name, uint size, string kind, bool isSigned)
    {
        json.WriteStartObject(name);
        json.WriteNumber("size", size);
        json.WriteBoolean("signed", isSigned);
        json.WriteString("kind", kind);
        json.WriteString("endian", isBigEndian ? "big" : "little");
        json.WriteEndObject();
    }

    static string EnumBase(uint size, bool isSigned) => (size, isSigned) switch
    {
        (4, true) => "int",
        (4, false) => "unsigned int",
        (8, true) => "long int",
        (8, false) => "long unsigned int",
        (_, true) => $"signed enum of {size} bytes",
        _ => $"unsigned enum of {size} bytes",
    };

    static string Kind(BtfType type, string name) => type.Kind == BtfKind.Float ? "float"
        : (type.Encoding & 4) != 0 ? "bool"
        : type.Size == 1 && name.Contains("char", StringComparison.Ordinal) ? "char" : "int";

    static string Word(BtfKind kind) => kind switch { BtfKind.Struct => "struct", BtfKind.Union => "union", _ => "enum" };

    string Text(uint offset) => Encoding.UTF8.GetString(types.String(offset));

    IEnumerable<BtfType> All(params BtfKind[] kinds) =>
        Enumerable.Range(1, types.Count - 1).Select(id => types[id]).Where(type => kinds.Contains(type.Kind));
}
