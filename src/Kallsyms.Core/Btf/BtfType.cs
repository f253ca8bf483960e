namespace Kallsyms.Btf;

/// <summary>One type, a view of its bytes.</summary>
/// <param name="Types">What it is of.</param>
/// <param name="Id">Its number; 0 is void.</param>
readonly record struct BtfType(BtfTypes Types, int Id)
{
    /// <summary>What it is; void where its number is none.</summary>
    public BtfKind Kind => (BtfKind)(Info >> 24 & 0x1f);

    /// <summary>Offset of its name among the strings; 0: it has none.</summary>
    public uint NameOffset => Types.Word(Id, 0);

    /// <summary>Its name, raw bytes; empty: it has none.</summary>
    public ReadOnlySpan<byte> Name => Types.String(NameOffset);

    /// <summary>
    /// Of a struct or union: members tell widths in bits. Of an enumeration: values are signed (but see <see cref="IsSigned"/>). Of a
    /// forward: it is a union.
    /// </summary>
    public bool Flag => Info >> 31 != 0;

    /// <summary>Of an enumeration: values are signed. Before the flag (6.0, pahole 1.24) all were written as signed.</summary>
    public bool IsSigned => Flag || !Types.EnumsTellSigns;

    /// <summary>How many members, values or parameters it has.</summary>
    public int Count => (int)(Info & 0xffff);

    /// <summary>Size in bytes, of what has one of its own.</summary>
    public uint Size => Types.Word(Id, 8);

    /// <summary>The type that it refers to: what a pointer points to, what a function returns; of an array, its elements'.</summary>
    public BtfType Target => Types[(int)(Kind == BtfKind.Array ? Types.Word(Id, 12) : Types.Word(Id, 8))];

    /// <summary>Of an integer: 1 signed, 2 a character, 4 a truth value.</summary>
    public uint Encoding => Types.Word(Id, 12) >> 24 & 0xf;

    /// <summary>Elements of an array.</summary>
    public uint Length => Types.Word(Id, 20);

    /// <summary>A member of a struct or union.</summary>
    public BtfMember Member(int index)
    {
        uint place = Types.Word(Id, 12 + index * 12 + 8);
        return new(Types.Word(Id, 12 + index * 12), Types[(int)Types.Word(Id, 12 + index * 12 + 4)], Flag ? place & 0xffffff : place,
            Flag ? (int)(place >> 24) : 0);
    }

    /// <summary>A parameter of a function's prototype; the last may be void without a name, which stands for any number more.</summary>
    public (uint NameOffset, BtfType Type) Parameter(int index) =>
        (Types.Word(Id, 12 + index * 8), Types[(int)Types.Word(Id, 12 + index * 8 + 4)]);

    /// <summary>A value of an enumeration.</summary>
    public (uint NameOffset, long Value) Value(int index)
    {
        if (Kind == BtfKind.Enum64)
        {
            int at = 12 + index * 12;
            return (Types.Word(Id, at), (long)((ulong)Types.Word(Id, at + 8) << 32 | Types.Word(Id, at + 4)));
        }
        uint value = Types.Word(Id, 12 + index * 8 + 4);
        return (Types.Word(Id, 12 + index * 8), IsSigned ? (int)value : value);
    }

    /// <summary>The type without notes of the compiler's (type tags), which are no types of the language.</summary>
    public BtfType Untagged
    {
        get
        {
            BtfType type = this;
            for (int i = 0; type.Kind == BtfKind.TypeTag; i++, type = type.Target)
            {
                if (i == BtfTypes.MaxChain)
                    return Types[0];
            }
            return type;
        }
    }

    /// <summary>The type without its other names and qualifiers.</summary>
    public BtfType Plain
    {
        get
        {
            BtfType type = this;
            for (int i = 0; type.Kind is BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag; i++)
            {
                if (i == BtfTypes.MaxChain)
                    return Types[0];
                type = type.Target;
            }
            return type;
        }
    }

    uint Info => Types.Word(Id, 4);
}

/// <summary>A member of a struct or union.</summary>
/// <param name="NameOffset">Offset of its name among the strings; 0: it has none, and what is in it belongs to what it is in.</param>
/// <param name="Type">Its type.</param>
/// <param name="Bit">Its place, in bits.</param>
/// <param name="Width">Its width in bits; 0: that of its type.</param>
readonly record struct BtfMember(uint NameOffset, BtfType Type, uint Bit, int Width);
