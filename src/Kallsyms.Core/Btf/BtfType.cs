namespace Kallsyms.Btf;

/// <summary>A type, as a view of its bytes.</summary>
/// <param name="Types">The types it belongs to.</param>
/// <param name="Id">Its number; 0 is void.</param>
readonly record struct BtfType(BtfTypes Types, int Id)
{
    /// <summary>Its kind; void if its number is not valid.</summary>
    public BtfKind Kind => (BtfKind)(Info >> 24 & 0x1f);

    /// <summary>The offset of its name among the strings; 0 if it has none.</summary>
    public uint NameOffset => Types.Word(Id, 0);

    /// <summary>Its name as raw bytes; empty if it has none.</summary>
    public ReadOnlySpan<byte> Name => Types.String(NameOffset);

    /// <summary>
    /// In a struct or union: members state widths in bits. In an enumeration: values are signed (but see <see cref="IsSigned"/>). In a
    /// forward declaration: it is a union.
    /// </summary>
    public bool Flag => Info >> 31 != 0;

    /// <summary>Whether an enumeration's values are signed. Before the flag (6.0, pahole 1.24) all were written as signed.</summary>
    public bool IsSigned => Flag || !Types.EnumsTellSigns;

    /// <summary>The number of members, values or parameters.</summary>
    public int Count => (int)(Info & 0xffff);

    /// <summary>Its size in bytes, if its kind has one.</summary>
    public uint Size => Types.Word(Id, 8);

    /// <summary>The type that it refers to: what a pointer points to, what a function returns, or an array's element type.</summary>
    public BtfType Target => Types[(int)(Kind == BtfKind.Array ? Types.Word(Id, 12) : Types.Word(Id, 8))];

    /// <summary>The encoding of an integer: 1 signed, 2 a character, 4 a truth value.</summary>
    public uint Encoding => Types.Word(Id, 12) >> 24 & 0xf;

    /// <summary>The number of elements of an array.</summary>
    public uint Length => Types.Word(Id, 20);

    /// <summary>Returns a member of a struct or union.</summary>
    public BtfMember Member(int index)
    {
        uint place = Types.Word(Id, 12 + index * 12 + 8);
        return new(Types.Word(Id, 12 + index * 12), Types[(int)Types.Word(Id, 12 + index * 12 + 4)], Flag ? place & 0xffffff : place,
            Flag ? (int)(place >> 24) : 0);
    }

    /// <summary>
    /// Returns a parameter of a function's prototype; the last may be void without a name, which means a variable number of further
    /// parameters.
    /// </summary>
    public (uint NameOffset, BtfType Type) Parameter(int index) =>
        (Types.Word(Id, 12 + index * 8), Types[(int)Types.Word(Id, 12 + index * 8 + 4)]);

    /// <summary>Returns a value of an enumeration.</summary>
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

    /// <summary>The type without compiler annotations (type tags), which are not types of the language.</summary>
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

    /// <summary>The type without typedefs and qualifiers.</summary>
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
/// <param name="NameOffset">
/// The offset of its name among the strings; 0 if it has none, so that its own members belong to the enclosing type.
/// </param>
/// <param name="Type">Its type.</param>
/// <param name="Bit">Its offset in bits.</param>
/// <param name="Width">Its width in bits; 0 if it has that of its type.</param>
readonly record struct BtfMember(uint NameOffset, BtfType Type, uint Bit, int Width);
